//! Which municipalities a thing is about.

use entity::{municipality, municipality_link};
use sea_orm::{
    ActiveValue::Set,
    Condition,
    sea_query::{Expr, ExprTrait, Query, SelectStatement},
};
use uuid::Uuid;

use crate::platform::{
    access::{Permitted, Resource, Under, Work},
    error::Result,
    graphql::Check,
};

/// Municipalities that one thing is about, at most: more than any country has.
pub const MOST_MUNICIPALITIES: usize = 400;

/// Gives a thing these municipalities and no others, in this order, after checking that they exist.
pub async fn write_municipalities<A, P>(
    work: &Work,
    subject: &Permitted<A, P>,
    municipalities: Vec<Uuid>,
) -> Result<()>
where
    P: Resource,
    municipality_link::Entity: Under<A, P>,
{
    let mut check = Check::default();
    check
        .known::<municipality::Entity>(work, "municipalityIds", &municipalities)
        .await?;
    check.finish()?;
    work.clear_under::<municipality_link::Entity, _, _>(subject, Condition::all())
        .await?;
    let link = |(place, id)| municipality_link::ActiveModel {
        municipality_id: Set(id),
        position: Set(place),
        ..Default::default()
    };
    work.insert_all((0..).zip(municipalities).map(link).collect(), subject)
        .await
}

/// The things that are about this municipality: for filters.
pub fn about(municipality: Uuid) -> SelectStatement {
    Query::select()
        .column(municipality_link::Column::SubjectId)
        .from(municipality_link::Entity)
        .and_where(Expr::col(municipality_link::Column::MunicipalityId).eq(municipality))
        .to_owned()
}
