//! What experiences, questions, requests and offers are all found by.

use async_graphql::ID;
use entity::{municipality, network, organisation, theme};
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{Expr, ExprTrait, Query, SelectStatement},
};
use uuid::Uuid;

use crate::{
    networks::shared_in,
    platform::{
        access::{Role, Viewer},
        error::Result,
        graphql::id,
        store::one_of,
    },
    themes::{about_goals, themed},
};

/// What ties a thing to themes and networks.
pub(super) struct Tied<'a> {
    pub themes: &'a Option<Vec<ID>>,
    pub sdgs: &'a Option<Vec<i32>>,
    pub networks: &'a Option<Vec<ID>>,
}

impl Tied<'_> {
    /// `id` is the column that the ties name.
    pub fn condition<C: ColumnTrait>(self, viewer: &Viewer, column: C) -> Result<Condition> {
        let themes = id::arguments::<theme::Entity>(self.themes, "filter.themeIds")?;
        let networks = id::arguments::<network::Entity>(self.networks, "filter.networkIds")?;
        let themes = themes.map(|ids| column.in_subquery(themed(viewer.backend(), &ids)));
        let networks = networks.map(|ids| column.in_subquery(shared_in(viewer, &ids)));
        let goals = self.sdgs.as_ref();
        Ok(Condition::all()
            .add_option(themes)
            .add_option(goals.map(|numbers| column.in_subquery(about_goals(numbers))))
            .add_option(networks))
    }
}

/// The organisations of a country.
pub(super) fn organisations_in(country: &str) -> SelectStatement {
    Query::select()
        .column(organisation::Column::Id)
        .from(organisation::Entity)
        .and_where(organisation::Column::CountryCode.eq(country))
        .to_owned()
}

/// The municipalities of a country.
pub(super) fn municipalities_in(country: &str) -> SelectStatement {
    Query::select()
        .column(municipality::Column::Id)
        .from(municipality::Entity)
        .and_where(municipality::Column::CountryCode.eq(country))
        .to_owned()
}

/// What the viewer wrote, or an organisation that the viewer writes for answers for; or, when not wanted, all else.
pub(super) fn mine<C: ColumnTrait>(
    viewer: &Viewer,
    person: C,
    holder: C,
    wanted: bool,
) -> Condition {
    let scopes = viewer.roles().filter(|(_, held)| *held >= Role::Editor);
    let scopes: Vec<Uuid> = scopes.map(|(scope, _)| scope).collect();
    let none = Expr::val(false);
    let written = match viewer.person() {
        Ok(me) => person.into_expr().eq(me).and(person.is_not_null()),
        Err(_) => none.eq(true),
    };
    let held = one_of(viewer.backend(), holder.into_expr(), &scopes);
    let held = held.and(holder.is_not_null());
    let mine = Condition::any().add(written).add(held);
    match wanted {
        true => mine,
        false => mine.not(),
    }
}
