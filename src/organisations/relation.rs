//! Relations between two organisations.

use async_graphql::{ID, InputObject};
use chrono::NaiveDate;
use entity::{
    organisation,
    organisation_relation::{self, Column, RelationKind},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, QueryFilter};

use super::policy::{EditOrganisation, EndRelation};
use crate::platform::{
    access::Work,
    error::{Refusal, Result},
    graphql::{Check, Date, SafeInt, id},
};

const SAME_ORGANISATION: &str = "SAME_ORGANISATION";
const ALREADY_RELATED: &str = "ALREADY_RELATED";
const ALREADY_ENDED: &str = "ALREADY_ENDED";
const REVERSED: &str = "REVERSED";

/// How one organisation stands to another.
#[derive(InputObject)]
pub struct RelateOrganisationsInput {
    /// How the first stands to the second.
    pub kind: RelationKind,
    /// The first organisation, one that the viewer administers.
    pub from_id: ID,
    /// The second organisation.
    pub to_id: ID,
    /// First day on which it holds; unknown when missing.
    pub starts_on: Option<Date>,
    /// First day on which it no longer holds, after `startsOn`; open when missing.
    pub ends_on: Option<Date>,
}

/// The end of a relation.
#[derive(InputObject)]
pub struct EndOrganisationRelationInput {
    /// The relation.
    pub id: ID,
    /// The version that the change was made from; a CONFLICT error when it is no longer the current one.
    pub version: SafeInt,
    /// First day on which it no longer holds; today when missing.
    pub ends_on: Option<Date>,
}

pub async fn relate(
    work: &Work,
    input: RelateOrganisationsInput,
) -> Result<organisation_relation::Model> {
    let from = id::of::<organisation::Entity>(&input.from_id, "fromId")?;
    let to = id::of::<organisation::Entity>(&input.to_id, "toId")?;
    let permit = work
        .permit::<EditOrganisation, organisation::Entity>(from)
        .await?;
    work.visible::<organisation::Entity>(to).await?;
    let (starts, ends) = (
        input.starts_on.map(|day| day.0),
        input.ends_on.map(|day| day.0),
    );
    let mut check = Check::default();
    check.order(starts, ends, ["startsOn", "endsOn"]);
    if from == to {
        let message = "An organisation has no relation to itself; name another one.";
        check.refuse("toId", SAME_ORGANISATION, message);
    }
    let alike = work
        .select_under::<organisation_relation::Entity, _, _>(&permit)
        .filter(Column::ToId.eq(to))
        .filter(Column::Kind.eq(input.kind));
    let alike = work.all(alike).await?;
    if alike
        .iter()
        .any(|one| overlap((one.starts_on, one.ends_on), (starts, ends)))
    {
        let message =
            "The two organisations have this relation already in that time; end it first.";
        check.refuse("toId", ALREADY_RELATED, message);
    }
    check.finish()?;
    let row = organisation_relation::ActiveModel {
        kind: Set(input.kind),
        to_id: Set(to),
        starts_on: Set(starts),
        ends_on: Set(ends),
        ..Default::default()
    };
    work.insert(row, &permit).await
}

type Period = (Option<NaiveDate>, Option<NaiveDate>);

/// Two periods share a day; an end is the first day beyond, and what is unknown is open.
fn overlap(one: Period, other: Period) -> bool {
    let before = |ends: Option<NaiveDate>, starts: Option<NaiveDate>| {
        ends.zip(starts)
            .is_some_and(|(ends, starts)| ends <= starts)
    };
    !before(one.1, other.0) && !before(other.1, one.0)
}

pub async fn end(
    work: &Work,
    input: EndOrganisationRelationInput,
) -> Result<organisation_relation::Model> {
    let id = id::of::<organisation_relation::Entity>(&input.id, "id")?;
    let permit = work
        .permit_version::<EndRelation, organisation_relation::Entity>(id, input.version.0)
        .await?;
    let ends = input.ends_on.map_or(work.today(), |day| day.0);
    if permit.ends_on.is_some_and(|day| day <= work.today()) {
        let message = "This relation has ended already.";
        return Err(Refusal::new(ALREADY_ENDED, message).into());
    }
    if permit.starts_on.is_some_and(|starts| ends < starts) {
        let message = "endsOn lies before the day on which the relation began.";
        return Err(Refusal::new(REVERSED, message).at("endsOn").into());
    }
    let change = organisation_relation::ActiveModel {
        ends_on: Set(Some(ends)),
        ..Default::default()
    };
    work.update(&permit, change).await
}
