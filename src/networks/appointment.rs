//! Appointing those who run a network.

use async_graphql::{ID, InputObject, OneofObject};
use entity::{
    affiliation, network, network_coordinator, network_membership::MembershipStatus, person,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::{
    coordinators::{holds, of_person, organisations},
    policy::RunNetwork,
};
use crate::platform::{
    access::Work,
    clock::new_id,
    error::{Error, Refusal, Result},
    graphql::{Check, id},
};

/// The person does not belong to a member organisation today.
pub const NOT_IN_A_MEMBER: &str = "NOT_IN_A_MEMBER";

/// Names a person: by exactly one of these.
#[derive(OneofObject)]
pub enum CoordinatorBy {
    /// By person; of several affiliations with member organisations the oldest counts, unless they coordinate through
    /// another one already.
    PersonId(ID),
    /// By the affiliation through which they are to act.
    AffiliationId(ID),
}

/// A further coordinator.
#[derive(InputObject)]
pub struct AppointCoordinatorInput {
    /// The network; you must be a coordinator of it.
    pub network_id: ID,
    /// Who: somebody with an affiliation that holds today with an organisation that is a member.
    pub coordinator: CoordinatorBy,
}

pub async fn appoint(work: &Work, input: AppointCoordinatorInput) -> Result<network::Model> {
    let mut check = Check::default();
    let network = check.take(id::of::<network::Entity>(&input.network_id, "networkId"))?;
    let wanted = check.take(Wanted::of(&input.coordinator))?;
    check.finish()?;
    let (network, wanted) = network.zip(wanted).ok_or(Error::NotFound)?;
    let network = work.permit::<RunNetwork, network::Entity>(network).await?;
    let members = organisations(work, &network, MembershipStatus::Active).await?;
    let today = work.today();
    let mut fitting = wanted.affiliations(work).await?;
    fitting.retain(|one| holds(one, today) && members.contains(&one.organisation_id));
    let Some(oldest) = fitting.first() else {
        let message = "Only somebody with an affiliation that holds today with a member organisation can coordinate the network.";
        return Err(Refusal::new(NOT_IN_A_MEMBER, message)
            .at("coordinator")
            .into());
    };
    let present = work
        .select_under::<network_coordinator::Entity, _, _>(&network)
        .filter(network_coordinator::Column::PersonId.eq(oldest.person_id));
    match work.one(present).await? {
        Some(present) if fitting.iter().any(|one| one.id == present.affiliation_id) => {
            return Ok((*network).clone());
        }
        Some(present) => {
            use network_coordinator::{Column, Entity};
            let set = [(Column::AffiliationId, Expr::val(oldest.id))];
            let which = Condition::all().add(Column::Id.eq(present.id));
            work.change_under::<Entity, _, _>(&network, set, which)
                .await?;
        }
        None => {
            let coordinator = network_coordinator::ActiveModel {
                id: Set(new_id()),
                affiliation_id: Set(oldest.id),
                person_id: Set(oldest.person_id),
                ..Default::default()
            };
            work.insert(coordinator, &network).await?;
        }
    }
    work.update(&network, network::ActiveModel::default()).await
}

/// Whom a client names.
enum Wanted {
    Person(Uuid),
    Affiliation(Uuid),
}

impl Wanted {
    fn of(by: &CoordinatorBy) -> Result<Self> {
        Ok(match by {
            CoordinatorBy::PersonId(given) => {
                Self::Person(id::of::<person::Entity>(given, "coordinator.personId")?)
            }
            CoordinatorBy::AffiliationId(given) => {
                let field = "coordinator.affiliationId";
                Self::Affiliation(id::of::<affiliation::Entity>(given, field)?)
            }
        })
    }

    /// Through what they might act.
    async fn affiliations(self, work: &Work) -> Result<Vec<affiliation::Model>> {
        match self {
            Self::Affiliation(id) => Ok(vec![work.visible::<affiliation::Entity>(id).await?]),
            Self::Person(id) => {
                let person = work.visible::<person::Entity>(id).await?;
                of_person(work, person.id).await
            }
        }
    }
}
