//! Who may see a seminar: the audience that its visibility and its networks' name; its organisers until it is published.
//! Who may change it: its organisers, who are the editors of its hosts and the coordinators of its networks.

use entity::{certificate, organisation, registration, seminar, seminar_series};
use sea_orm::Condition;

use crate::{
    details_of,
    networks::policy::RunNetwork,
    platform::{
        access::{Allows, Import, Platform, Role, Viewer},
        list::Detail,
    },
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
/// Answering a date poll; for which organisation is decided by who is asked.
pub struct VoteOnDates;
/// Answering an offered seat.
pub struct AnswerOffer;
/// Letting people in, moving them among those who wait, saying who was there.
pub struct ManageRegistration;
/// Naming those who may read who needs what.
pub struct GrantNeeds;
/// Erasing what people needed: Erfa's own.
pub struct EraseNeeds;
/// Changing a series and all of its occurrences.
pub struct ArrangeSeries;
/// Registering for a whole series, and giving that up; whose registration it is is decided by the registration.
pub struct JoinSeries;
/// Making the occurrences of a series: Erfa's own.
pub struct MakeOccurrences;
/// Letting instants follow the rules of their zones: Erfa's own.
pub struct FollowZones;
/// Taking a certificate back.
pub struct RevokeCertificate;
/// Setting what holds where nobody says otherwise.
pub struct SetDefaults;
/// Finding out who the seminars of a network are for: Erfa's own.
pub struct SettleAudiences;
/// Making and ending the secret address of one's own calendar.
pub struct KeepCalendar;
/// Finding out whose calendar stands at a secret address: Erfa's own.
pub struct OpenCalendar;
/// Telling people of what became of a seminar and of their seats: Erfa's own.
pub struct TellPeople;

resource!(seminar as "Seminar", audience: |row| row.audience_id,
visible: |viewer| viewer.sees(entity::seminar::Column::AudienceId),
edition: Edition of edition,
fields {
    "id": [], "locale": [], "title": [], "titles": [], "kind": [], "state": [], "mode": [], "timeZone": [], "visibility": [],
    "origin": [], "version": [], "createdAt": [], "updatedAt": [], "registrationCount": [], "waitingCount": [],
    "agenda": [], "networks": [], "municipalities": [], "documents": [], "registrations": [],
    "kindText": [KindText], "description": [Description], "themeText": [ThemeText], "host": [LeadOrganisationId],
    "startsLocal": [StartsLocal], "endsLocal": [EndsLocal], "startsAt": [StartsAt], "endsAt": [EndsAt],
    "durationMinutes": [StartsAt, EndsAt], "reason": [Reason], "note": [Note], "source": [Source], "publishedAt": [PublishedAt],
});
resource!(registration as "Registration", audience: |row| row.audience_id, visible: visible_registration,
fields {
    "id": [], "status": [], "joinedAt": [], "isListed": [], "version": [], "person": [], "seminar": [], "seat": [],
    "organisation": [OrganisationId], "organisationName": [OrganisationName], "title": [Title],
});
resource!(seminar_series as "SeminarSeries", audience: |row| row.audience_id,
    visible: |viewer| viewer.sees(entity::seminar_series::Column::AudienceId), edition: Edition of edition);
resource!(certificate as "Certificate", audience: |row| row.audience_id, visible: visible_certificate);
// How much conflicts matter is no secret: whoever plans a seminar meets it.
resource!(conflict_level as "ConflictLevel", audience: |_| crate::platform::access::REGISTERED, visible: |_| Condition::all());
details_of! {
    seminar_host of seminar by SeminarId, ordered by Position;
    agenda_item of seminar by SeminarId, ordered by Position;
    seat_pool of seminar by SeminarId, ordered by Kind;
    seminar_network of seminar by SeminarId, ordered by NetworkId;
    date_poll of seminar by SeminarId, ordered by OpenedAt;
    date_poll_organisation of seminar by SeminarId, ordered by OrganisationId;
    date_option of seminar by SeminarId, ordered by StartsAt;
    date_vote of seminar by SeminarId, ordered by VotedAt;
    seminar_notice of seminar by SeminarId, ordered by NotedAt;
    registration_question of seminar by SeminarId, ordered by Position;
    registration_answer of registration by RegistrationId, ordered by Id;
    registration_event of registration by RegistrationId, ordered by At;
    registration_needs of seminar by SeminarId, ordered by ConsentedAt;
    needs_reader of seminar by SeminarId, ordered by PersonId;
    attendance of seminar by SeminarId, ordered by Position;
    seminar_report of seminar by SeminarId, ordered by WrittenAt;
    seminar_outcome of seminar by SeminarId, ordered by Position;
    seminar_feedback of seminar by SeminarId, ordered by GivenOn;
    calendar_address of person by PersonId, ordered by CreatedAt;
    series_registration of seminar_series by SeriesId, ordered by JoinedAt;
}
crate::details!(
    seminar_municipality,
    check_in_attempt,
    seminar_invitation,
    seminar_reminder,
    series_invitation,
    date_voter,
);

impl Detail<entity::network::Entity> for entity::theme_link::Entity {
    const PARENT: entity::theme_link::Column = entity::theme_link::Column::SubjectId;
    const ORDER: entity::theme_link::Column = entity::theme_link::Column::ThemeId;
}

impl Detail<entity::registration::Entity> for entity::certificate::Entity {
    const PARENT: certificate::Column = certificate::Column::RegistrationId;
    const ORDER: certificate::Column = certificate::Column::CreatedAt;
}

fn visible_certificate(viewer: &Viewer) -> Condition {
    use entity::certificate::Column;
    Condition::any()
        .add(viewer.sees(Column::AudienceId))
        .add(viewer.owns(Column::PersonId))
}

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
    date_poll under Import, on Platform;
    date_poll_organisation under Import, on Platform;
    date_option under Import, on Platform;
    date_vote under Import, on Platform;
    seminar_notice under Import, on Platform;
    registration_question under Import, on Platform;
    registration_answer under Import, on Platform;
    registration_event under Import, on Platform;
    attendance under Import, on Platform;
    seminar_report under Import, on Platform;
    seminar_outcome under Import, on Platform;
    seminar_feedback under Import, on Platform;
    seminar_series under Import, on Platform;
    series_registration under Import, on Platform;
    certificate under Import, on Platform;
    conflict_level under Import, on Platform;
    conflict_level under SetDefaults, on Platform;
    registration_needs under EraseNeeds, on Platform;
    date_poll_organisation under SettleAudiences, on Platform;
    seminar_host under SettleAudiences, on Platform;
    seminar_network under SettleAudiences, on Platform;
    calendar_address under OpenCalendar, on Platform;
    seminar under MakeOccurrences, on Platform;
    seminar_host under MakeOccurrences, on Platform;
    seminar_network under MakeOccurrences, on Platform;
    seminar_municipality under MakeOccurrences, on Platform;
    agenda_item under MakeOccurrences, on Platform;
    seat_pool under MakeOccurrences, on Platform;
    registration_question under MakeOccurrences, on Platform;
    series_registration under MakeOccurrences, on Platform;
    date_option under FollowZones, on Platform;
}

under! {
    seminar under HoldSeminar, on organisation by LeadOrganisationId;
    seminar_series under HoldSeminar, on organisation by LeadOrganisationId;
    seminar_series under ArrangeSeries, on seminar_series by PreviousId;
    series_registration under ArrangeSeries, on seminar_series by SeriesId;
    series_registration under JoinSeries, on seminar_series by SeriesId;
    seminar under ArrangeSeries, on seminar_series by SeriesId;
    seminar under JoinSeries, on seminar_series by SeriesId;
    certificate under TakeSeat, on seminar by SeminarId;
    seminar_host under ArrangeSeminar, on seminar by SeminarId;
    seminar_network under ArrangeSeminar, on seminar by SeminarId;
    seminar_municipality under ArrangeSeminar, on seminar by SeminarId;
    agenda_item under ArrangeSeminar, on seminar by SeminarId;
    seat_pool under ArrangeSeminar, on seminar by SeminarId;
    document_attachment under ArrangeSeminar, on seminar by SubjectId;
    registration under ArrangeSeminar, on seminar by SeminarId;
    date_poll under ArrangeSeminar, on seminar by SeminarId;
    date_poll_organisation under ArrangeSeminar, on seminar by SeminarId;
    date_option under ArrangeSeminar, on seminar by SeminarId;
    date_vote under ArrangeSeminar, on seminar by SeminarId;
    date_voter under ArrangeSeminar, on seminar by SeminarId;
    seminar_notice under ArrangeSeminar, on seminar by SeminarId;
    registration_question under ArrangeSeminar, on seminar by SeminarId;
    registration_answer under ArrangeSeminar, on seminar by SeminarId;
    check_in_attempt under ArrangeSeminar, on seminar by SeminarId;
    attendance under ArrangeSeminar, on seminar by SeminarId;
    seminar_report under ArrangeSeminar, on seminar by SeminarId;
    seminar_outcome under ArrangeSeminar, on seminar by SeminarId;
    seminar_host under JoinHosts, on seminar by SeminarId;
    date_poll under VoteOnDates, on seminar by SeminarId;
    date_poll_organisation under VoteOnDates, on seminar by SeminarId;
    date_option under VoteOnDates, on seminar by SeminarId;
    date_vote under VoteOnDates, on seminar by SeminarId;
    date_voter under VoteOnDates, on seminar by SeminarId;
    needs_reader under GrantNeeds, on seminar by SeminarId;
    conflict_level under RunNetwork, on network by NetworkId;
    seat_pool under TakeSeat, on seminar by SeminarId;
    registration under TakeSeat, on seminar by SeminarId;
    registration_question under TakeSeat, on seminar by SeminarId;
    registration_answer under TakeSeat, on seminar by SeminarId;
    registration_event under TakeSeat, on seminar by SeminarId;
    registration_needs under TakeSeat, on seminar by SeminarId;
    seminar_feedback under TakeSeat, on seminar by SeminarId;
    calendar_address under KeepCalendar, on person by PersonId;
    registration under TellPeople, on seminar by SeminarId;
    seminar_invitation under TellPeople, on seminar by SeminarId;
    seminar_reminder under TellPeople, on seminar by SeminarId;
    seminar_notice under TellPeople, on seminar by SeminarId;
    seminar_report under TellPeople, on seminar by SeminarId;
    date_poll under TellPeople, on seminar by SeminarId;
    date_poll_organisation under TellPeople, on seminar by SeminarId;
    date_option under TellPeople, on seminar by SeminarId;
    date_vote under TellPeople, on seminar by SeminarId;
    seat_pool under TellPeople, on seminar by SeminarId;
    registration_event under TellPeople, on seminar by SeminarId;
    registration_question under TellPeople, on seminar by SeminarId;
    registration_answer under TellPeople, on seminar by SeminarId;
    seminar under TellPeople, on seminar_series by SeriesId;
    series_invitation under TellPeople, on seminar_series by SeriesId;
}

/// The seminars that the viewer arranges, as their organiser and not by running the platform.
pub fn may_arrange(viewer: &Viewer) -> Condition {
    viewer.sees(entity::seminar::Column::OrganisersId)
}

impl Allows<KeepCalendar> for entity::person::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.is(self.id)
    }
}

impl Allows<OpenCalendar> for Platform {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.is_system()
    }
}

impl Allows<TellPeople> for seminar::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.is_system()
    }
}

impl Allows<TellPeople> for seminar_series::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.is_system()
    }
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

impl Allows<ArrangeSeries> for seminar_series::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        let leads = |lead| viewer.has(Role::Editor, lead);
        viewer.within(self.organisers_id) || self.lead_organisation_id.is_some_and(leads)
    }
}

impl Allows<JoinSeries> for seminar_series::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.signed_in()
    }
}

impl Allows<MakeOccurrences> for Platform {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.is_system()
    }
}

impl Allows<FollowZones> for Platform {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.is_system()
    }
}

impl Allows<RevokeCertificate> for certificate::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.is(self.person_id) || viewer.within(self.audience_id)
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

impl Allows<VoteOnDates> for seminar::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.signed_in()
    }
}

impl Allows<AnswerOffer> for registration::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.is(self.person_id)
    }
}

impl Allows<ManageRegistration> for registration::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.within(self.organisers_id)
    }
}

impl Allows<GrantNeeds> for seminar::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        let leads = |lead| viewer.has(Role::Admin, lead);
        self.lead_organisation_id.is_some_and(leads)
    }
}

impl Allows<EraseNeeds> for Platform {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.is_system()
    }
}

impl Allows<SetDefaults> for Platform {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.runs_platform()
    }
}

impl Allows<SettleAudiences> for Platform {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.is_system()
    }
}
