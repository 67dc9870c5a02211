//! What organisations are to a thing: its owners, funders, partners.

use async_graphql::ID;
use entity::{
    organisation,
    party::{self, PartyRole},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, DbBackend,
    sea_query::{Expr, ExprTrait, Query, SelectStatement},
};
use uuid::Uuid;

use crate::platform::{
    access::{Permitted, Resource, Role, Under, Viewer, Work},
    clock::new_id,
    error::{Error, Refusal, Result},
    graphql::{Check, UNKNOWN, id},
    store::one_of,
};

/// Somebody would judge what an organisation of their own has handed in.
pub const CONFLICT_OF_INTEREST: &str = "CONFLICT_OF_INTEREST";

/// Whether somebody belongs to an organisation, in whatever role; running the platform is not belonging.
pub fn belongs_to(viewer: &Viewer, organisation: Uuid) -> bool {
    viewer.roles().any(|(scope, _)| scope == organisation)
}

/// Whether somebody acts for an organisation themselves: nobody leaves in another's name.
fn goes_for(viewer: &Viewer, organisation: Uuid) -> bool {
    viewer.speaks_for(Role::Editor, organisation)
}

/// Whether somebody acts for one of these parties that may leave, which the owner that answers for the thing may not.
pub fn may_leave(viewer: &Viewer, parties: &[party::Model], owner: Option<Uuid>) -> bool {
    let answers = |one: &party::Model| {
        one.role == PartyRole::Owner && owner.is_some() && one.organisation_id == owner
    };
    let mut others = parties.iter().filter(|one| !answers(one));
    others.any(|one| one.organisation_id.is_some_and(|id| goes_for(viewer, id)))
}

/// Gives a thing these organisations in this role, in this order, and no others that are known here; those that are only
/// named in words stay.
pub async fn write_parties<A, P>(
    work: &Work,
    subject: &Permitted<A, P>,
    role: PartyRole,
    organisations: Vec<Uuid>,
) -> Result<()>
where
    P: Resource,
    party::Entity: Under<A, P>,
{
    let known = Condition::all()
        .add(party::Column::Role.eq(role))
        .add(party::Column::OrganisationId.is_not_null());
    work.clear_under::<party::Entity, _, _>(subject, known)
        .await?;
    let one = |(place, id): (usize, Uuid)| party::ActiveModel {
        id: Set(new_id()),
        organisation_id: Set(Some(id)),
        organisation_text: Set(None),
        role: Set(role),
        position: Set(i32::try_from(place).unwrap_or(i32::MAX)),
        ..Default::default()
    };
    let rows = organisations.into_iter().enumerate().map(one);
    work.insert_all(rows.collect(), subject).await
}

/// Takes an organisation out of everything that it is to a thing, for whoever speaks for it. The owner that answers for the
/// thing stays.
pub async fn leave_parties<A, P>(
    work: &Work,
    subject: &Permitted<A, P>,
    organisation: &ID,
    owner: Option<Uuid>,
) -> Result<()>
where
    P: Resource,
    party::Entity: Under<A, P>,
{
    let leaving = id::of::<organisation::Entity>(organisation, "organisationId")?;
    if !goes_for(work.viewer(), leaving) {
        return Err(Error::Forbidden);
    }
    let answers = owner == Some(leaving);
    let own = Condition::all()
        .add(party::Column::OrganisationId.eq(leaving))
        .add_option(answers.then(|| party::Column::Role.ne(PartyRole::Owner)));
    if work
        .clear_under::<party::Entity, _, _>(subject, own)
        .await?
        == 0
    {
        let message = "organisationId names none that could leave; name one that has a part in it and does not answer for it.";
        return Err(Refusal::new(UNKNOWN, message).at("organisationId").into());
    }
    Ok(())
}

/// The organisations of a list, in the order given and each once; refused when one does not exist.
pub async fn read_parties(
    check: &mut Check,
    work: &Work,
    field: &str,
    given: Option<Vec<ID>>,
) -> Result<Option<Vec<Uuid>>> {
    let Some(given) = given else { return Ok(None) };
    let mut ids = vec![];
    for one in given.iter().take(50) {
        let id = check.take(id::of::<organisation::Entity>(one, field))?;
        ids.extend(id.filter(|id| !ids.contains(id)));
    }
    if given.len() > 50 {
        let message = format!("{field} has {} members; at most 50 fit.", given.len());
        check.refuse(field, "TOO_MANY", message);
    }
    check
        .known::<organisation::Entity>(work, field, &ids)
        .await?;
    Ok(Some(ids))
}

/// Refuses, each at its own field, organisations that do not exist.
pub async fn known_organisations(
    work: &Work,
    check: &mut Check,
    named: &[(String, Uuid)],
) -> Result<()> {
    let mut ids: Vec<Uuid> = named.iter().map(|(_, id)| *id).collect();
    ids.sort_unstable();
    ids.dedup();
    let there = work.by_ids::<organisation::Entity>(&ids).await?;
    for (field, id) in named {
        if there.iter().all(|one| one.id != *id) {
            let message =
                format!("{field} names nothing that you may see; use an id that Erfa gave.");
            check.refuse(field, UNKNOWN, message);
        }
    }
    Ok(())
}

/// The things in which at least one of these organisations has a part: for filters.
pub fn with_party(backend: DbBackend, organisations: &[Uuid]) -> SelectStatement {
    let column = Expr::col((party::Entity, party::Column::OrganisationId));
    Query::select()
        .column(party::Column::SubjectId)
        .from(party::Entity)
        .and_where(column.clone().is_not_null())
        .and_where(one_of(backend, column, organisations))
        .to_owned()
}
