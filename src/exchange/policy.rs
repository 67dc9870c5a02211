//! Who may see what is exchanged: the audience that its visibility and its networks name. Who writes it: the editors of the
//! organisation that answers for it, or whoever asks for themselves. Who moderates comments: the admins of that
//! organisation, the coordinators of the networks, and those who run the platform.

use entity::{comment, exchange_match, exchange_post, experience, organisation, question};
use sea_orm::Condition;

use crate::{
    details_of,
    platform::access::{Allows, Import, Platform, Role, Viewer},
    resource, under,
};

/// Writing experiences in the name of an organisation.
pub struct DraftExperience;
/// Changing an experience, handing it in, confirming and archiving it.
pub struct EditExperience;
/// Approving an experience or giving it back; the rule that it is somebody else's stands in `review`.
pub struct ReviewExperience;
/// Saying what came of using an experience, in the name of an organisation.
pub struct ReportReuse;
/// Asking a question for oneself.
pub struct Ask;
/// Asking a question for an organisation.
pub struct AskFor;
/// Changing and closing a question, and saying which comment answers it.
pub struct EditQuestion;
/// Asking for help or offering it, in the name of an organisation.
pub struct PostExchange;
/// Changing and ending a request or an offer.
pub struct EditPost;
/// Proposing a match; whose proposal it can be is decided by the two organisations.
pub struct ProposeMatch;
/// Answering a match and saying what came of it.
pub struct AnswerMatch;
/// Commenting.
pub struct Discuss;
/// Changing or taking back a comment of one's own.
pub struct EditComment;
/// Saying that a comment should not stand.
pub struct ReportComment;
/// Hiding comments and showing them again.
pub struct ModerateComment;
/// Bringing things in line with what was permitted elsewhere, or with the day: Erfa's own.
pub struct SettleExchange;

resource!(experience as "Experience", audience: |row| row.audience_id,
visible: |viewer| viewer.sees(entity::experience::Column::AudienceId),
fields {
    "id": [], "locale": [], "title": [], "maturity": [], "state": [], "reuse": [], "visibility": [], "origin": [],
    "version": [], "createdAt": [], "updatedAt": [], "commentCount": [], "reuseCounts": [], "contacts": [], "themes": [],
    "networks": [], "municipalities": [], "challenge": [Challenge], "approach": [Approach], "outcome": [Outcome],
    "failures": [Failures], "lessons": [Lessons], "transferConditions": [TransferConditions], "owner": [OwnerId],
    "author": [AuthorId], "periodText": [PeriodText], "startsOn": [StartsOn], "endsOn": [EndsOn], "licence": [Licence],
    "publishedAt": [PublishedAt], "source": [Source],
});
resource!(reuse_report as "ReuseReport", audience: |row| row.audience_id,
    visible: |viewer| viewer.sees(entity::reuse_report::Column::AudienceId));
resource!(question as "Question", audience: |row| row.audience_id, visible: visible_question);
resource!(exchange_post as "ExchangePost", audience: |row| row.audience_id,
    visible: |viewer| viewer.sees(entity::exchange_post::Column::AudienceId));
resource!(exchange_match as "ExchangeMatch", audience: |row| row.audience_id,
    visible: |viewer| viewer.sees(entity::exchange_match::Column::AudienceId));
resource!(comment as "Comment", audience: |row| row.audience_id,
    visible: |viewer| viewer.sees(entity::comment::Column::AudienceId));
details_of! {
    experience_contact of experience by ExperienceId, ordered by Position;
    experience_event of experience by ExperienceId, ordered by At;
    comment_report of comment by CommentId, ordered by At;
    moderation_action of comment by CommentId, ordered by At;
}

fn visible_question(viewer: &Viewer) -> Condition {
    use entity::question::Column;
    Condition::any()
        .add(viewer.sees(Column::AudienceId))
        .add(viewer.owns(Column::AskerId))
}

under! {
    experience under Import, on Platform;
    experience_contact under Import, on Platform;
    experience_event under Import, on Platform;
    reuse_report under Import, on Platform;
    question under Import, on Platform;
    exchange_post under Import, on Platform;
    exchange_match under Import, on Platform;
    comment under Import, on Platform;
    comment_report under Import, on Platform;
    moderation_action under Import, on Platform;
    question under Ask, on Platform;
    experience_event under SettleExchange, on Platform;
}
under! {
    experience under DraftExperience, on organisation by OwnerId;
    experience_contact under EditExperience, on experience by ExperienceId;
    experience_event under EditExperience, on experience by ExperienceId;
    experience_event under ReviewExperience, on experience by ExperienceId;
    network_share under EditExperience, on experience by SubjectId;
    theme_link under EditExperience, on experience by SubjectId;
    document_attachment under EditExperience, on experience by SubjectId;
    municipality_link under EditExperience, on experience by SubjectId;
    reuse_report under ReportReuse, on organisation by OrganisationId;
    question under AskFor, on organisation by OrganisationId;
    network_share under EditQuestion, on question by SubjectId;
    theme_link under EditQuestion, on question by SubjectId;
    exchange_post under PostExchange, on organisation by OrganisationId;
    network_share under EditPost, on exchange_post by SubjectId;
    theme_link under EditPost, on exchange_post by SubjectId;
    exchange_match under ProposeMatch, on exchange_post by RequestId;
    comment under Discuss, on experience by SubjectId;
    comment under Discuss, on question by SubjectId;
    comment under Discuss, on exchange_post by SubjectId;
    comment_report under ReportComment, on comment by CommentId;
    moderation_action under ModerateComment, on comment by CommentId;
}

impl Allows<DraftExperience> for organisation::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.has(Role::Editor, self.id)
    }
}

impl Allows<ReportReuse> for organisation::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.has(Role::Editor, self.id)
    }
}

impl Allows<AskFor> for organisation::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.has(Role::Editor, self.id)
    }
}

impl Allows<PostExchange> for organisation::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.has(Role::Editor, self.id)
    }
}

impl Allows<Ask> for Platform {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.signed_in()
    }
}

impl Allows<SettleExchange> for Platform {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.is_system()
    }
}

impl Allows<EditExperience> for experience::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        let writes_for = |owner| viewer.has(Role::Editor, owner);
        viewer.runs_platform() || self.owner_id.is_some_and(writes_for)
    }
}

impl Allows<ReviewExperience> for experience::Model {
    /// The editors of the owner and the coordinators of its networks.
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.within(self.editors_id) || Allows::<EditExperience>::allows(self, viewer)
    }
}

impl Allows<EditQuestion> for question::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        let writes_for = |organisation| viewer.has(Role::Editor, organisation);
        self.asker_id.is_some_and(|asker| viewer.is(asker))
            || self.organisation_id.is_some_and(writes_for)
            || viewer.runs_platform()
    }
}

impl Allows<EditPost> for exchange_post::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.has(Role::Editor, self.organisation_id)
    }
}

impl Allows<ProposeMatch> for exchange_post::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.signed_in()
    }
}

impl Allows<AnswerMatch> for exchange_match::Model {
    /// Whoever sees a match writes for one of its sides.
    fn allows(&self, _: &Viewer) -> bool {
        true
    }
}

fn may_discuss(viewer: &Viewer) -> bool {
    viewer.signed_in()
}

/// Discussing, and settling, for each thing that can be discussed.
macro_rules! discussed {
    ($($table:ident),+) => {
        $(
            impl Allows<Discuss> for $table::Model {
                fn allows(&self, viewer: &Viewer) -> bool {
                    may_discuss(viewer)
                }
            }

            impl Allows<SettleExchange> for $table::Model {
                fn allows(&self, viewer: &Viewer) -> bool {
                    viewer.is_system()
                }
            }
        )+
    };
}
discussed!(experience, question, exchange_post);

impl Allows<EditComment> for comment::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        self.author_id.is_some_and(|author| viewer.is(author))
    }
}

impl Allows<ReportComment> for comment::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.signed_in()
    }
}

impl Allows<ModerateComment> for comment::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.within(self.moderators_id)
    }
}
