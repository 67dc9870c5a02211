//! Who experiences, questions, requests and offers are for, as `networks::circle` says, and what hangs on them: comments and
//! reports of reuse are for the same people.

use std::collections::HashMap;

use entity::{
    Visibility,
    comment::{self, CommentSubjectKind},
    exchange_post,
    experience::{self, ExperienceState},
    question::{self, QuestionStatus},
    reuse_report,
};
use futures_util::future::BoxFuture;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, IntoActiveModel,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::{experience::WRONG_STATE, policy::Discuss};
use crate::{
    networks::circle::{Circle, FollowNetworks, Shared, Ties, circle_now},
    platform::{
        access::{Allows, Change, Follower, Permitted, Role, Standing, Viewer, Work, audience_of},
        error::{Refusal, Result},
        store::one_of,
    },
};

pub(super) const CAPACITY: &str = "exchange";

/// Something that people discuss.
pub(super) trait Subject: Shared<Model: Allows<Discuss>> {
    const SUBJECT: CommentSubjectKind;

    /// Whether it takes comments as it stands; refused with what would be right.
    fn takes_comments(row: &Self::Model) -> Result<()>;
}

/// The thing is a draft.
const NOT_PUBLISHED: &str = "NOT_PUBLISHED";

/// What is the same for all three.
macro_rules! shared {
    ($table:ident held by $holder:expr, published: $published:expr) => {
        impl Shared for $table::Entity {
            const AUDIENCE: $table::Column = $table::Column::AudienceId;
            const EDITORS: $table::Column = $table::Column::EditorsId;

            fn circle(row: &$table::Model) -> Circle {
                Circle {
                    editors: row.editors_id,
                    audience: row.audience_id,
                }
            }

            fn visibility(row: &$table::Model) -> Visibility {
                row.visibility
            }

            fn published(row: &$table::Model) -> bool {
                let published: fn(&$table::Model) -> bool = $published;
                published(row)
            }

            fn holder(row: &$table::Model) -> Option<Uuid> {
                let holder: fn(&$table::Model) -> Option<Uuid> = $holder;
                holder(row)
            }

            fn settled<'a>(
                work: &'a Work,
                rows: &'a [Uuid],
                _: Circle,
                now: Circle,
            ) -> BoxFuture<'a, Result<()>> {
                Box::pin(follow::<$table::Entity>(work, rows, now.audience))
            }
        }
    };
}
shared!(experience held by |row| row.owner_id, published: is_published);
shared!(question held by |row| row.organisation_id, published: |_| true);
shared!(exchange_post held by |row| Some(row.organisation_id), published: |_| true);

impl Subject for experience::Entity {
    const SUBJECT: CommentSubjectKind = CommentSubjectKind::Experience;

    fn takes_comments(row: &experience::Model) -> Result<()> {
        if is_published(row) {
            return Ok(());
        }
        let message = "It is not published yet; comments would be seen by others later. Write to its editors instead.";
        Err(Refusal::new(NOT_PUBLISHED, message).at("subject").into())
    }
}

impl Subject for question::Entity {
    const SUBJECT: CommentSubjectKind = CommentSubjectKind::Question;

    fn takes_comments(row: &question::Model) -> Result<()> {
        if row.status != QuestionStatus::Closed {
            return Ok(());
        }
        let message = "The question is CLOSED; one that is OPEN or ANSWERED is commented on. Its asker can ask it again.";
        Err(Refusal::new(WRONG_STATE, message).at("subject").into())
    }
}

impl Subject for exchange_post::Entity {
    const SUBJECT: CommentSubjectKind = CommentSubjectKind::ExchangePost;

    fn takes_comments(_: &exchange_post::Model) -> Result<()> {
        Ok(())
    }
}

/// Out in the world: it passed its review once, and was not given back since.
pub(super) fn is_published(row: &experience::Model) -> bool {
    use ExperienceState::{Draft, InReview};
    row.published_at.is_some() && !matches!(row.state, Draft | InReview)
}

/// The viewer may comment on it as it stands.
pub(super) fn discusses<E: Subject>(row: &E::Model, viewer: &Viewer) -> bool {
    viewer.may_write().is_ok()
        && Allows::<Discuss>::allows(row, viewer)
        && E::takes_comments(row).is_ok()
}

/// Those who moderate what is said about a thing with these ties.
async fn moderators(work: &Work, ties: &Ties) -> Result<Uuid> {
    let admins = ties.holders.iter();
    let admins = admins.map(|one| Standing::new(*one, Role::Admin));
    let coordinators = ties.networks.iter();
    let coordinators = coordinators.map(|(one, _)| Standing::new(*one, Role::Coordinator));
    let all: Vec<Standing> = admins.chain(coordinators).collect();
    audience_of(work, &all).await
}

/// Who moderates what is said about one thing.
pub(super) async fn moderators_of<E: Subject>(work: &Work, row: &E::Model) -> Result<Uuid> {
    let mut ties = E::ties(work, std::slice::from_ref(row)).await?;
    let ties = ties.remove(&E::id_of(row)).unwrap_or_default();
    moderators(work, &ties).await
}

/// Gives what hangs on these things their audience.
async fn follow<E: Subject>(work: &Work, ids: &[Uuid], audience: Uuid) -> Result<()> {
    let system = work.as_system(CAPACITY);
    let backend = system.viewer().backend();
    let rows = system.by_ids::<E>(ids).await?;
    let ties = E::ties(&system, &rows).await?;
    let mut groups: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for (id, ties) in &ties {
        let moderators = moderators(&system, ties).await?;
        groups.entry(moderators).or_default().push(*id);
    }
    for (moderators, ids) in groups {
        use comment::Column;
        let differs = Condition::any()
            .add(Column::AudienceId.ne(audience))
            .add(Column::ModeratorsId.ne(moderators));
        let which = Condition::all()
            .add(one_of(backend, Column::SubjectId.into_expr(), &ids))
            .add(differs);
        let set = vec![
            (Column::AudienceId, Expr::val(audience)),
            (Column::ModeratorsId, Expr::val(moderators)),
        ];
        system.rewrite::<comment::Entity>(set, which).await?;
    }
    if E::SUBJECT == CommentSubjectKind::Experience {
        use reuse_report::Column;
        let which = Condition::all()
            .add(one_of(backend, Column::ExperienceId.into_expr(), ids))
            .add(Column::AudienceId.into_expr().ne(audience));
        let set = vec![(Column::AudienceId, Expr::val(audience))];
        system.rewrite::<reuse_report::Entity>(set, which).await?;
    }
    Ok(())
}

/// Gives everything that hangs on these things, whatever they are, the audience of its own: for the import.
pub async fn settle_hanging(work: &Work, subjects: &[Uuid]) -> Result<()> {
    settle_each::<experience::Entity>(work, subjects).await?;
    settle_each::<question::Entity>(work, subjects).await?;
    settle_each::<exchange_post::Entity>(work, subjects).await
}

async fn settle_each<E: Subject>(work: &Work, subjects: &[Uuid]) -> Result<()> {
    let system = work.as_system(CAPACITY);
    let mut groups: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for row in system.by_ids::<E>(subjects).await? {
        let audience = E::circle(&row).audience;
        groups.entry(audience).or_default().push(E::id_of(&row));
    }
    for (audience, ids) in groups {
        follow::<E>(work, &ids, audience).await?;
    }
    Ok(())
}

/// Writes a thing as it is to be, together with the circle that follows from it and everything in that circle. Its
/// networks are written before.
pub(super) async fn store<A, E>(
    work: &Work,
    subject: &Permitted<A, E>,
    row: E::Model,
) -> Result<E::Model>
where
    E: Subject,
    E::Model: IntoActiveModel<E::ActiveModel>,
{
    let before = E::circle(subject);
    let now = circle_now::<E>(work, &row).await?;
    let mut change = row.into_active_model().reset_all();
    change.set(E::AUDIENCE, now.audience.into());
    change.set(E::EDITORS, now.editors.into());
    let after = work.update(subject, change).await?;
    if before != now {
        E::settled(work, &[E::id_of(&after)], before, now).await?;
    }
    Ok(after)
}

/// The circle of a thing before anything of it is written: what one organisation or person has, in these networks.
pub(super) async fn first_circle(
    work: &Work,
    holder: Option<Uuid>,
    networks: &[Uuid],
    visibility: Visibility,
    published: bool,
) -> Result<Circle> {
    let mut ties = Ties::of(holder);
    ties.add_networks(work, networks).await?;
    ties.circle(work, visibility, published).await
}

/// A network that became narrower or wider takes everything that is exchanged in it along.
#[derive(Default)]
pub struct FollowExchange {
    experiences: FollowNetworks<experience::Entity>,
    questions: FollowNetworks<question::Entity>,
    posts: FollowNetworks<exchange_post::Entity>,
}

impl Follower for FollowExchange {
    fn follow<'a>(&'a self, work: &'a Work, changes: &'a [Change]) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            self.experiences.follow(work, changes).await?;
            self.questions.follow(work, changes).await?;
            self.posts.follow(work, changes).await
        })
    }
}
