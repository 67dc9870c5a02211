//! Which networks, in which order; and those of the viewer.

use async_graphql::{Context, Enum, ID, InputObject, Object};
use entity::{
    Origin,
    network::{self, Column, JoinPolicy, NetworkStatus},
    organisation,
};
use sea_orm::{
    ColumnTrait, Condition, DeriveIden, Iden,
    sea_query::{Expr, ExprTrait, Query},
};
use uuid::Uuid;

use crate::{
    list,
    nodes::Network,
    places::{names, wanted_country},
    platform::{
        access::{Role, Viewer},
        error::Result,
        graphql::{ContextExt, Direction, Narrow, Nullable, Sorted, id},
        list::Sort,
        store::{one_of, one_of_kinds},
    },
    themes::themed,
};

/// The members of each network, as the database keeps them in view.
#[derive(DeriveIden)]
pub enum NetworkMember {
    Table,
    NetworkId,
    OrganisationId,
}

/// The networks of each municipality's organisations, as the database keeps them in view.
#[derive(DeriveIden)]
pub enum MunicipalityNetwork {
    Table,
    MunicipalityId,
    NetworkId,
}

list! {
    /// Networks that the viewer may see, by name.
    Networks { networks: network as Network, filter NetworkFilter, order NetworkOrder }
}

#[derive(Default)]
pub struct NetworkLookup;

#[Object]
impl NetworkLookup {
    /// One network; null when there is none, or none that the viewer may see.
    async fn network(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id.")] id: ID,
    ) -> Nullable<Network> {
        Nullable::of(async {
            let id = id::argument::<network::Entity>(&id, "id")?;
            let row = ctx.load::<network::Entity>(id).await?;
            Ok(row.map(Network::from))
        })
        .await
    }
}

/// Which networks. Everything given must fit.
#[derive(InputObject, Clone, Debug, Default)]
pub struct NetworkFilter {
    /// With one of these statuses.
    pub statuses: Option<Vec<NetworkStatus>>,
    /// In this country: ISO 3166-1 alpha-2, such as `SE`.
    pub country: Option<String>,
    /// Of which this organisation is a member now.
    pub member_organisation_id: Option<ID>,
    /// Of which an organisation of this municipality is a member now.
    pub municipality_id: Option<ID>,
    /// About at least one of these themes; at most 50.
    pub theme_ids: Option<Vec<ID>>,
    /// Which organisations enter in this way.
    pub join_policy: Option<JoinPolicy>,
    /// With exactly this name, in any of its languages and in any case.
    pub name: Option<String>,
    /// In whose names a word begins with this text, in any case.
    pub name_begins_with: Option<String>,
    /// Whose record came in this way.
    pub origin: Option<Origin>,
    /// True: those that the viewer takes part in, through a member organisation or as a coordinator. False: all others.
    pub mine: Option<bool>,
}

impl Narrow<network::Entity> for NetworkFilter {
    fn condition(&self, viewer: &Viewer) -> Result<Condition> {
        let organisation = self.member_organisation_id.as_ref();
        let organisation = organisation
            .map(|id| id::argument::<organisation::Entity>(id, "filter.memberOrganisationId"))
            .transpose()?;
        let municipality = self.municipality_id.as_ref();
        let municipality = municipality
            .map(|id| id::argument::<entity::municipality::Entity>(id, "filter.municipalityId"))
            .transpose()?;
        let themes = id::arguments::<entity::theme::Entity>(&self.theme_ids, "filter.themeIds")?;
        let country = wanted_country(&self.country)?;
        let (name, begins) = (self.name.as_deref(), self.name_begins_with.as_deref());
        let statuses = self.statuses.as_ref();
        let mine = |wanted| match wanted {
            true => taken_part_in(viewer, Role::Member),
            false => taken_part_in(viewer, Role::Member).not(),
        };
        Ok(Condition::all()
            .add_option(statuses.map(|all| one_of_kinds(Column::Status, all)))
            .add_option(country.map(|code| Column::CountryCode.eq(code)))
            .add_option(organisation.map(with_member))
            .add_option(municipality.map(of_municipality))
            .add_option(themes.map(|ids| Column::Id.in_subquery(themed(viewer.backend(), &ids))))
            .add_option(self.join_policy.map(|policy| Column::JoinPolicy.eq(policy)))
            .add_option(name.map(|name| names::called(Column::NameFold, name)))
            .add_option(begins.map(|text| names::beginning(Column::NameFold, text)))
            .add_option(self.origin.map(|origin| Column::Origin.eq(origin)))
            .add_option(self.mine.map(mine)))
    }
}

/// Networks in which the viewer holds this role or a higher one.
fn taken_part_in(viewer: &Viewer, role: Role) -> Condition {
    // Organisations are scopes of roles too, but no network has the id of one.
    let scopes = viewer.roles().filter(|(_, held)| *held >= role);
    let scopes: Vec<Uuid> = scopes.map(|(scope, _)| scope).collect();
    let id = Expr::col((network::Entity, Column::Id));
    Condition::all().add(one_of(viewer.backend(), id, &scopes))
}

fn with_member(organisation: Uuid) -> Expr {
    let of = Expr::col(NetworkMember::OrganisationId).eq(organisation);
    within(NetworkMember::Table, NetworkMember::NetworkId, of)
}

fn of_municipality(municipality: Uuid) -> Expr {
    let of = Expr::col(MunicipalityNetwork::MunicipalityId).eq(municipality);
    within(
        MunicipalityNetwork::Table,
        MunicipalityNetwork::NetworkId,
        of,
    )
}

fn within(view: impl Iden + 'static, network: impl Iden + 'static, which: Expr) -> Expr {
    let inside = Query::select()
        .column(network)
        .from(view)
        .and_where(which)
        .to_owned();
    Expr::col((network::Entity, Column::Id)).in_subquery(inside)
}

/// What networks are sorted by.
#[derive(Enum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NetworkOrderField {
    /// Name in the main language, in the alphabet of its country.
    #[default]
    Name,
    /// When they were added to Erfa.
    CreatedAt,
    /// When they were last changed.
    UpdatedAt,
}

/// How networks are sorted.
#[derive(InputObject, Clone, Debug, Default)]
pub struct NetworkOrder {
    /// By what.
    #[graphql(default)]
    pub field: NetworkOrderField,
    /// Which way.
    #[graphql(default)]
    pub direction: Direction,
}

impl Sorted<network::Entity> for NetworkOrder {
    fn sort(&self) -> Sort<network::Entity> {
        let sort = match self.field {
            NetworkOrderField::Name => Sort::by(Column::NameSort),
            NetworkOrderField::CreatedAt => Sort::by(Column::CreatedAt),
            NetworkOrderField::UpdatedAt => Sort::by(Column::UpdatedAt),
        };
        sort.descending(self.direction.descending())
    }
}

/// Those of the viewer, narrowed further by a filter.
#[derive(Debug)]
struct OfViewer(Role, NetworkFilter);

impl Narrow<network::Entity> for OfViewer {
    fn condition(&self, viewer: &Viewer) -> Result<Condition> {
        Ok(Condition::all()
            .add(taken_part_in(viewer, self.0))
            .add(self.1.condition(viewer)?))
    }
}

list! {
    /// Networks that the viewer takes part in, through a member organisation or as a coordinator; by name.
    ViewerNetworks { networks: network as Network, filter NetworkFilter, order NetworkOrder,
        within |filter| OfViewer(Role::Member, filter) }
}
list! {
    /// Networks that the viewer coordinates, drafts too; by name.
    ViewerCoordinates { coordinates: network as Network, filter NetworkFilter, order NetworkOrder,
        within |filter| OfViewer(Role::Coordinator, filter) }
}
