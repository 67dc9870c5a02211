//! Who may see a project or an agreement: the narrowest of its own visibility and its networks'; until it is published,
//! those who answer for it. Who may change it: the editors of its owner or of its parties, and the coordinators of its
//! networks. Who decides on its reports and on requests for change: the editors of its funders, else the admins of its owner;
//! `deciding` says of what and for whom.

use entity::{agreement, organisation, party, project};

use crate::{
    details, details_of,
    platform::{
        access::{Allows, Import, Platform, Role, Viewer},
        list::Detail,
    },
    resource, under,
};

/// Beginning a project, or an agreement, in the name of an organisation.
pub struct BeginProject;
/// Changing a project and everything under it.
pub struct EditProject;
/// Answering a project, or judging its goals; for whom is decided by what was handed in.
pub struct AnswerProject;
/// Keeping rows in line with what was permitted elsewhere: Erfa's own.
pub struct SettleProjects;
/// Changing an agreement.
pub struct EditAgreement;
/// Signing an agreement; for whom is decided by the party.
pub struct SignAgreement;

resource!(project as "Project", audience: |row| row.audience_id,
    visible: |viewer| viewer.sees(entity::project::Column::AudienceId));
resource!(agreement as "CooperationAgreement", audience: |row| row.audience_id,
    visible: |viewer| viewer.sees(entity::agreement::Column::AudienceId));

details_of! {
    project_point of project by ProjectId, ordered by Position;
    project_figure of project by ProjectId, ordered by Position;
    project_relation of project by ProjectId, ordered by Position;
    role_term of project by ProjectId, ordered by Position;
    governing_body of project by ProjectId, ordered by Position;
    body_seat of project by ProjectId, ordered by Position;
    seat_term of project by ProjectId, ordered by Number;
    goal of project by ProjectId, ordered by Position;
    goal_assessment of project by ProjectId, ordered by Number;
    indicator of project by ProjectId, ordered by Position;
    indicator_value of project by ProjectId, ordered by Position;
    activity of project by ProjectId, ordered by Position;
    activity_goal of project by ProjectId, ordered by GoalId;
    activity_progress of project by ProjectId, ordered by AsOf;
    change_request of project by ProjectId, ordered by Position;
    project_report of project by ProjectId, ordered by Position;
    agreement_party of agreement by AgreementId, ordered by Position;
    agreement_area of agreement by AgreementId, ordered by Position;
}
details!(project_experience);

impl Detail<project::Entity> for party::Entity {
    const PARENT: party::Column = party::Column::SubjectId;
    const ORDER: party::Column = party::Column::Position;
}

under! {
    project under Import, on Platform;
    project_point under Import, on Platform;
    project_figure under Import, on Platform;
    project_relation under Import, on Platform;
    project_experience under Import, on Platform;
    role_term under Import, on Platform;
    governing_body under Import, on Platform;
    body_seat under Import, on Platform;
    seat_term under Import, on Platform;
    goal under Import, on Platform;
    goal_assessment under Import, on Platform;
    indicator under Import, on Platform;
    indicator_value under Import, on Platform;
    activity under Import, on Platform;
    activity_goal under Import, on Platform;
    activity_progress under Import, on Platform;
    change_request under Import, on Platform;
    project_report under Import, on Platform;
    agreement under Import, on Platform;
    agreement_party under Import, on Platform;
    agreement_area under Import, on Platform;
    project_relation under SettleProjects, on Platform;
    agreement_party under SettleProjects, on Platform;
    party under SettleProjects, on Platform;
    project_report under SettleProjects, on Platform;
    change_request under SettleProjects, on Platform;
}
under! {
    agreement under BeginProject, on Platform;
}
under! {
    project under BeginProject, on organisation by OwnerId;
    party under EditProject, on project by SubjectId;
    project_point under EditProject, on project by ProjectId;
    project_figure under EditProject, on project by ProjectId;
    project_relation under EditProject, on project by ProjectId;
    project_experience under EditProject, on project by ProjectId;
    role_term under EditProject, on project by ProjectId;
    governing_body under EditProject, on project by ProjectId;
    body_seat under EditProject, on project by ProjectId;
    seat_term under EditProject, on project by ProjectId;
    goal under EditProject, on project by ProjectId;
    goal_assessment under EditProject, on project by ProjectId;
    indicator under EditProject, on project by ProjectId;
    indicator_value under EditProject, on project by ProjectId;
    activity under EditProject, on project by ProjectId;
    activity_goal under EditProject, on project by ProjectId;
    activity_progress under EditProject, on project by ProjectId;
    change_request under EditProject, on project by ProjectId;
    project_report under EditProject, on project by ProjectId;
    municipality_link under EditProject, on project by SubjectId;
    theme_link under EditProject, on project by SubjectId;
    document_attachment under EditProject, on project by SubjectId;
    network_share under EditProject, on project by SubjectId;
    change_request under AnswerProject, on project by ProjectId;
    project_report under AnswerProject, on project by ProjectId;
    goal under AnswerProject, on project by ProjectId;
    goal_assessment under AnswerProject, on project by ProjectId;
    party under AnswerProject, on project by SubjectId;
    role_term under AnswerProject, on project by ProjectId;
    agreement_party under EditAgreement, on agreement by AgreementId;
    agreement_area under EditAgreement, on agreement by AgreementId;
    municipality_link under EditAgreement, on agreement by SubjectId;
    theme_link under EditAgreement, on agreement by SubjectId;
    network_share under EditAgreement, on agreement by SubjectId;
    agreement_party under SignAgreement, on agreement by AgreementId;
}

impl Allows<BeginProject> for organisation::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.has(Role::Editor, self.id)
    }
}

impl Allows<BeginProject> for Platform {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.is_system()
    }
}

impl Allows<EditProject> for project::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        // The owner's editors are within the audience too, but a viewer loaded before it was first named does not know it.
        let owns = |owner| viewer.has(Role::Editor, owner);
        viewer.within(self.editors_id) || self.owner_id.is_some_and(owns)
    }
}

impl Allows<AnswerProject> for project::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.signed_in()
    }
}

impl Allows<EditAgreement> for agreement::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.within(self.editors_id)
    }
}

impl Allows<SignAgreement> for agreement::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.signed_in()
    }
}

impl Allows<SettleProjects> for Platform {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.is_system()
    }
}
