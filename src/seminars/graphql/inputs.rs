//! What mutations of seminars take.

use async_graphql::{Enum, ID, InputObject, MaybeUndefined};
use entity::{
    Visibility,
    seat_pool::SeatKind,
    seminar::{SeatMode, SeminarState},
};

use super::{SeminarEssentialsChangeInput, SeminarEssentialsInput};
use crate::{
    platform::graphql::{
        DateTime, Kept, LocalDateTime, LocalizedTextInput, PartialDateInput, SafeInt, TimeZone, Url,
    },
    seminars::{
        needs::RegistrationNeedsInput,
        questions::{RegistrationAnswerInput, RegistrationQuestionInput},
        time::Fold,
    },
};

/// Where people meet.
#[derive(InputObject, Default)]
pub struct VenueInput {
    /// Its name; at most 200 characters.
    pub name: Option<String>,
    /// Its address, in one line; at most 200 characters.
    pub address: Option<String>,
    /// The municipality it lies in.
    pub municipality_id: Option<ID>,
    /// How many people the room holds: 1 to 100,000.
    pub capacity: Option<i32>,
}

/// Seats of one kind.
#[derive(InputObject)]
pub struct SeatPoolInput {
    /// Where these seats are; each kind once.
    pub kind: SeatKind,
    /// How many there are: 0 to 100,000; none: as many as come.
    pub capacity: Option<i32>,
}

/// One point of the programme of the day.
#[derive(InputObject)]
pub struct AgendaItemInput {
    /// What it is about; at most 200 characters.
    pub title: String,
    /// More about it; at most 10,000 characters.
    pub description: Option<String>,
    /// Who speaks; at most 200 characters.
    pub speaker: Option<String>,
    /// The person who speaks, where they are recorded here: two seminars at once are then found.
    pub speaker_id: Option<ID>,
    /// Minutes from the start of the seminar: 0 to 20,160.
    pub starts_after_minutes: Option<i32>,
    /// How long it takes, in minutes: 1 to 20,160.
    pub duration_minutes: Option<i32>,
}

/// What a seminar can have. What is left out stays as it is; null takes it away.
#[derive(InputObject)]
pub struct SeminarContentInput {
    /// The kind in your own words, where ours is coarser; at most 200 characters.
    pub kind_text: MaybeUndefined<String>,
    /// What it is about, in one or more languages; at most 10,000 characters each.
    pub description: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// Its theme; at most 200 characters.
    pub theme_text: MaybeUndefined<String>,
    /// Organisations asked to hold it too; each is a co-host once one of its editors has accepted. Takes the place of those before; at most 50.
    pub co_host_ids: Kept<Vec<ID>>,
    /// Organisations that support it. Takes the place of those before; at most 50.
    pub partner_ids: Kept<Vec<ID>>,
    /// Networks it belongs to; you must belong to those you add. Takes the place of those before; at most 50.
    pub network_ids: Kept<Vec<ID>>,
    /// Municipalities it is about or in. Takes the place of those before; at most 400.
    pub municipality_ids: Kept<Vec<ID>>,
    /// The programme it belongs to; you must be one of its editors. Null: to none.
    pub programme_id: MaybeUndefined<ID>,
    /// The project it belongs to; you must be one of its editors. Null: to none.
    pub project_id: MaybeUndefined<ID>,
    /// The prize it is about; you must be one of its editors. Null: none.
    pub prize_id: MaybeUndefined<ID>,
    /// Documents that belong with it, in order; you must see those you add. Takes the place of those before; at most 100.
    pub document_ids: Kept<Vec<ID>>,
    /// The minutes of it, in order; you must see those you add. Takes the place of those before; at most 20.
    pub minutes_ids: Kept<Vec<ID>>,
    /// Where people meet.
    pub venue: MaybeUndefined<VenueInput>,
    /// Where to go to take part online; shown to the confirmed from 24 hours before.
    pub join_url: MaybeUndefined<Url>,
    /// Start on the clocks of `timeZone`; takes the place of `when`.
    pub starts_local: MaybeUndefined<LocalDateTime>,
    /// End on the clocks of `timeZone`.
    pub ends_local: MaybeUndefined<LocalDateTime>,
    /// Which passage of the clock is meant where a local time happens twice.
    pub fold: Kept<Fold>,
    /// When it is, where the start is not known exactly; takes the place of `startsLocal` and `endsLocal`.
    pub when: MaybeUndefined<PartialDateInput>,
    /// From when people can register; null: from when it is published.
    pub registration_opens_at: MaybeUndefined<DateTime>,
    /// Until when people can register; null: until it begins.
    pub registration_closes_at: MaybeUndefined<DateTime>,
    /// How many seats one organisation can have: 1 to 100,000; null: no limit.
    pub seats_per_organisation: MaybeUndefined<i32>,
    /// How somebody who waits gets a seat that is free. AUTO_CONFIRM for a new one.
    pub seat_mode: Kept<SeatMode>,
    /// Whether organisers let people in one by one; false for a new one.
    pub needs_approval: Kept<bool>,
    /// What people are asked when they register, in order. Takes the place of those before; one that people have answered must stay. At most 30.
    pub registration_questions: Kept<Vec<RegistrationQuestionInput>>,
    /// Its seats. Takes the place of those before; a kind that people have registered for must stay. Fewer seats evict nobody.
    pub seat_pools: Kept<Vec<SeatPoolInput>>,
    /// The programme of the day, in order. Takes the place of the one before; at most 100 items.
    pub agenda: Kept<Vec<AgendaItemInput>>,
    /// How often it is held, in words; at most 200 characters.
    pub frequency_text: MaybeUndefined<String>,
    /// A remark; at most 10,000 characters.
    pub note: MaybeUndefined<String>,
    /// Who may see it once it is published; its networks may narrow that. PUBLIC for a new one.
    pub visibility: Kept<Visibility>,
}

/// How far a new seminar has come.
#[derive(Enum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SeminarDraftState {
    /// Somebody thought of it.
    Idea,
    /// Being prepared.
    #[default]
    Planned,
}

impl From<SeminarDraftState> for SeminarState {
    fn from(state: SeminarDraftState) -> Self {
        match state {
            SeminarDraftState::Idea => Self::Idea,
            SeminarDraftState::Planned => Self::Planned,
        }
    }
}

/// A new seminar.
#[derive(InputObject)]
pub struct CreateSeminarInput {
    /// The organisation that leads it; you must be one of its editors.
    pub host_id: ID,
    #[graphql(flatten)]
    pub essentials: SeminarEssentialsInput,
    /// How far it has come.
    #[graphql(default)]
    pub state: SeminarDraftState,
    #[graphql(flatten)]
    pub content: SeminarContentInput,
}

/// A change of a seminar. What is left out stays as it is.
#[derive(InputObject)]
pub struct UpdateSeminarInput {
    /// Which seminar.
    pub id: ID,
    /// The version this change was made from.
    pub version: SafeInt,
    #[graphql(flatten)]
    pub essentials: SeminarEssentialsChangeInput,
    #[graphql(flatten)]
    pub content: SeminarContentInput,
}

/// Shows a seminar to those it is for.
#[derive(InputObject)]
pub struct PublishSeminarInput {
    /// Which seminar.
    pub id: ID,
    /// The version this was decided from.
    pub version: SafeInt,
}

/// Moves a seminar to another time.
#[derive(InputObject)]
pub struct PostponeSeminarInput {
    /// Which seminar.
    pub id: ID,
    /// The version this was decided from.
    pub version: SafeInt,
    /// Why; at most 2,000 characters. Everyone who sees the seminar can read it.
    pub reason: String,
    /// Zone of the new time; without it as before.
    pub time_zone: Option<TimeZone>,
    /// The new start, if it is known.
    pub starts_local: Option<LocalDateTime>,
    /// The new end, if it is known.
    pub ends_local: Option<LocalDateTime>,
    /// Which passage of the clock is meant where a local time happens twice.
    pub fold: Option<Fold>,
    /// The new time, where it is not known exactly.
    pub when: Option<PartialDateInput>,
}

/// Calls a seminar off.
#[derive(InputObject)]
pub struct CancelSeminarInput {
    /// Which seminar.
    pub id: ID,
    /// The version this was decided from.
    pub version: SafeInt,
    /// Why; at most 2,000 characters. Everyone who sees the seminar can read it.
    pub reason: String,
}

/// Records that a seminar has taken place.
#[derive(InputObject)]
pub struct RecordSeminarHeldInput {
    /// Which seminar.
    pub id: ID,
    /// The version this was decided from.
    pub version: SafeInt,
}

/// Accepts for an organisation to hold a seminar too.
#[derive(InputObject)]
pub struct AcceptCoHostingInput {
    /// Which seminar.
    pub seminar_id: ID,
    /// The version this was decided from.
    pub version: SafeInt,
    /// The organisation that was asked; you must be one of its editors.
    pub organisation_id: ID,
}

/// Registers somebody for a seminar.
#[derive(InputObject)]
pub struct RegisterForSeminarInput {
    /// Which seminar.
    pub seminar_id: ID,
    /// Who; without it the viewer. Organisers can register anyone they see, editors of an organisation its people.
    pub person_id: Option<ID>,
    /// For which organisation the person takes part; needed where they belong to several.
    pub organisation_id: Option<ID>,
    /// What kind of seat; needed where there are several kinds. Whoever is registered already keeps the kind they have, and changes it with
    /// `changeSeat`.
    pub seat: Option<SeatKind>,
    /// Agrees to stand on the list of participants; only for oneself.
    #[graphql(default)]
    pub is_listed: bool,
    /// Answers to what is asked AT_JOIN.
    pub answers: Option<Vec<RegistrationAnswerInput>>,
    /// What the person needs; only for oneself.
    pub needs: Option<RegistrationNeedsInput>,
}

/// Gives up a registration.
#[derive(InputObject)]
pub struct CancelRegistrationInput {
    /// Which registration.
    pub id: ID,
    /// The version this was decided from.
    pub version: SafeInt,
}

/// Changes one's own registration.
#[derive(InputObject)]
pub struct UpdateRegistrationInput {
    /// Which registration.
    pub id: ID,
    /// The version this was decided from.
    pub version: SafeInt,
    /// Agrees to stand on the list of participants, or no longer.
    pub is_listed: bool,
}
