//! Merges what each capability offers into one schema.

use async_graphql::{
    EmptyMutation, EmptySubscription, MergedObject, SchemaBuilder, ValidationMode,
};

use crate::{networks, nodes, organisations, people, places, seminars};

/// Where every reading begins.
#[derive(MergedObject, Default)]
pub struct Query(
    nodes::NodeQueries,
    places::Countries,
    places::Regions,
    places::Municipalities,
    places::MunicipalityLookup,
    places::ActionGroupAreas,
    places::TerritoryChanges,
    organisations::Organisations,
    people::People,
    networks::Networks,
    seminars::Seminars,
);

pub type Mutation = EmptyMutation;
pub type Subscription = EmptySubscription;
pub type Schema = async_graphql::Schema<Query, Mutation, Subscription>;

/// The schema, bare: it runs whatever it is given, so only the gate may hold it.
pub fn build() -> Schema {
    builder().validation_mode(ValidationMode::Fast).finish()
}

fn builder() -> SchemaBuilder<Query, Mutation, Subscription> {
    async_graphql::Schema::build(Query::default(), EmptyMutation, EmptySubscription)
}
