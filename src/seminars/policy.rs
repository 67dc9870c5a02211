//! Who may see a seminar: the audience that its visibility and its networks' name; its organisers until it is published.
//! Who may change it: its organisers, who are the editors of its hosts and the coordinators of its networks.

use entity::{organisation, registration, seminar};
use sea_orm::Condition;

use crate::{
    details_of,
    platform::access::{Allows, Import, Platform, Role, Viewer},
    resource, under,
};

/// Holding seminars in the name of an organisation.
pub struct HoldSeminar;
/// Changing a seminar and everything under it.
pub struct ArrangeSeminar;
/// Answering an invitation to hold it too; whose answer counts is decided by the host.
pub struct JoinHosts;
/// Taking, giving up and filling seats; whose seat it is is decided by the registration.
pub struct TakeSeat;
/// Giving up a registration.
pub struct CancelRegistration;
/// Agreeing to stand on the list of participants, or no longer.
pub struct ConsentToList;
/// Finding out who the seminars of a network are for: Erfa's own.
pub struct SettleAudiences;

resource!(seminar as "Seminar", audience: |row| row.audience_id,
    visible: |viewer| viewer.sees(entity::seminar::Column::AudienceId));
resource!(registration as "Registration", audience: |row| row.audience_id, visible: visible_registration);
details_of! {
    seminar_host of seminar by SeminarId, ordered by Position;
    agenda_item of seminar by SeminarId, ordered by Position;
    seat_pool of seminar by SeminarId, ordered by Kind;
}
crate::details!(seminar_network, seminar_municipality);

fn visible_registration(viewer: &Viewer) -> Condition {
    use entity::registration::Column;
    Condition::any()
        .add(viewer.sees(Column::AudienceId))
        .add(viewer.owns(Column::PersonId))
}

under! {
    seminar under Import, on Platform;
    seminar_host under Import, on Platform;
    seminar_network under Import, on Platform;
    seminar_municipality under Import, on Platform;
    agenda_item under Import, on Platform;
    seat_pool under Import, on Platform;
    registration under Import, on Platform;
    seminar_host under SettleAudiences, on Platform;
    seminar_network under SettleAudiences, on Platform;
}

under! {
    seminar under HoldSeminar, on organisation by LeadOrganisationId;
    seminar_host under ArrangeSeminar, on seminar by SeminarId;
    seminar_network under ArrangeSeminar, on seminar by SeminarId;
    seminar_municipality under ArrangeSeminar, on seminar by SeminarId;
    agenda_item under ArrangeSeminar, on seminar by SeminarId;
    seat_pool under ArrangeSeminar, on seminar by SeminarId;
    document_attachment under ArrangeSeminar, on seminar by SubjectId;
    registration under ArrangeSeminar, on seminar by SeminarId;
    seminar_host under JoinHosts, on seminar by SeminarId;
    seat_pool under TakeSeat, on seminar by SeminarId;
    registration under TakeSeat, on seminar by SeminarId;
}

impl Allows<HoldSeminar> for organisation::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.has(Role::Editor, self.id)
    }
}

impl Allows<ArrangeSeminar> for seminar::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        // The lead's editors are organisers; the audience says so too, but a viewer loaded before it was first named does not know it.
        let leads = |lead| viewer.has(Role::Editor, lead);
        viewer.within(self.organisers_id) || self.lead_organisation_id.is_some_and(leads)
    }
}

impl Allows<JoinHosts> for seminar::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.signed_in()
    }
}

impl Allows<TakeSeat> for seminar::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.signed_in()
    }
}

impl Allows<CancelRegistration> for registration::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.is(self.person_id) || viewer.within(self.organisers_id)
    }
}

impl Allows<ConsentToList> for registration::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.is(self.person_id)
    }
}

impl Allows<SettleAudiences> for Platform {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.is_system()
    }
}
