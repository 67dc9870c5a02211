//! Erasing a person.

use anyhow::Context as _;
use async_graphql::{ID, InputObject};
use entity::{account, affiliation, audit_entry::AuditAction, person};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, QueryFilter};
use uuid::Uuid;

use super::policy::ClaimPerson;
use crate::{
    people::{self, policy::GiveAccount},
    platform::{
        access::{Followers, Permitted, Reader, Work},
        audit::Act,
        error::{Error, Refusal, Result},
        graphql::id,
        personal,
        store::Store,
    },
    seminars,
};

/// In whose name it is done.
const CAPACITY: &str = "erasure";
const ALREADY_ERASED: &str = "ALREADY_ERASED";
/// The name of everybody who has none any more.
const NOBODY: &str = "Erased person";

/// Who is to be erased.
#[derive(InputObject)]
pub struct ErasePersonInput {
    /// The person: oneself, or anybody for those who run the platform.
    pub person_id: ID,
    /// The viewer's own password, so that an open session alone is not enough.
    #[graphql(secret)]
    pub current_password: String,
}

pub async fn erase(reader: &Reader, input: ErasePersonInput) -> Result<person::Model> {
    let viewer = reader.viewer().person()?;
    let person = id::of::<person::Entity>(&input.person_id, "personId")?;
    people::prove(reader, viewer, input.current_password).await?;
    let work = reader.begin().await?;
    let outcome = claim(&work, person).await;
    work.finish(outcome).await
}

async fn claim(work: &Work, person: Uuid) -> Result<person::Model> {
    let permit: Permitted<ClaimPerson, person::Entity> = work.permit(person).await?;
    if permit.erased_at.is_some() {
        let message = "This person has been erased already.";
        return Err(Refusal::new(ALREADY_ERASED, message).at("personId").into());
    }
    people::may_leave(work, person).await?;
    work.ledger()?
        .note(person, work.now())
        .map_err(Error::internal)?;
    forget(work, &permit).await
}

/// Does it, within a transaction.
async fn forget(
    work: &Work,
    person: &Permitted<ClaimPerson, person::Entity>,
) -> Result<person::Model> {
    let system = work.as_system(CAPACITY);
    seminars::leave_all(&system, person.id).await?;
    leave_organisations(&system, person.id).await?;
    // While the account still leads to what hangs on it.
    personal::clear(&system, person.id).await?;
    let permit: Permitted<GiveAccount, person::Entity> = system.permit(person.id).await?;
    let account = system
        .select_under::<account::Entity, _, _>(&permit)
        .filter(account::Column::PersonId.eq(person.id));
    if let Some(account) = system.one(account).await? {
        system
            .remove_under::<account::Entity, _, _>(&permit, account.id)
            .await?;
    }
    work.audit(Act {
        action: AuditAction::Erased,
        kind: "Person",
        subject: person.id,
        fields: String::new(),
        reason: Some("right to erasure, GDPR article 17"),
    });
    let change = person::ActiveModel {
        name: Set(NOBODY.to_owned()),
        name_sort: Set(people::name_sort(NOBODY)),
        locale: Set(None),
        erased_at: Set(Some(work.now())),
        ..Default::default()
    };
    work.update(person, change).await
}

/// Ends where they belong, and empties what was said of it.
async fn leave_organisations(system: &Work, person: Uuid) -> Result<()> {
    use affiliation::Column::{EndsOn, PersonId, StartsOn, Title};
    let today = system.today();
    let theirs = || Condition::all().add(PersonId.eq(person));
    let title = (Title, sea_orm::sea_query::Expr::value(None::<String>));
    system
        .rewrite::<affiliation::Entity>(vec![title], theirs().add(Title.is_not_null()))
        .await?;
    let open = Condition::any().add(EndsOn.is_null()).add(EndsOn.gt(today));
    // One that has not begun ends where it would have begun.
    let coming = theirs().add(open.clone()).add(StartsOn.gt(today));
    let never = (EndsOn, sea_orm::sea_query::Expr::col(StartsOn));
    system
        .rewrite::<affiliation::Entity>(vec![never], coming)
        .await?;
    let running = Condition::any()
        .add(StartsOn.is_null())
        .add(StartsOn.lte(today));
    let running = theirs().add(open).add(running);
    system
        .rewrite::<affiliation::Entity>(vec![(EndsOn, today.into())], running)
        .await
}

/// Erases again whoever is noted as erased and is there all the same: a backup from before was restored.
pub async fn replay(store: &Store, followers: Followers) -> anyhow::Result<()> {
    let people = store
        .ledger()
        .map_err(|error| anyhow::anyhow!("{error:?}"))?
        .people()?;
    for some in people.chunks(500) {
        let work = Work::of_system(store, CAPACITY, followers.clone()).await;
        let work = work.map_err(|error| anyhow::anyhow!("{error:?}"))?;
        let outcome = again(&work, some).await;
        let erased = work.finish(outcome).await;
        let erased = erased
            .map_err(|error| anyhow::anyhow!("{error:?}"))
            .context("a restored backup holds people who were erased")?;
        if erased > 0 {
            tracing::warn!(
                people = erased,
                "people were erased again after a backup was restored"
            );
        }
    }
    Ok(())
}

async fn again(work: &Work, people: &[Uuid]) -> Result<usize> {
    let there = work.by_ids::<person::Entity>(people).await?;
    let there: Vec<_> = there.iter().filter(|one| one.erased_at.is_none()).collect();
    for one in &there {
        let permit: Permitted<ClaimPerson, person::Entity> = work.permit(one.id).await?;
        forget(work, &permit).await?;
    }
    Ok(there.len())
}
