//! What mutations of series take.

use async_graphql::{Enum, ID, InputObject};
use entity::{seat_pool::SeatKind, seminar_series::SeriesRegistrationMode};

use super::{SeminarContentInput, SeminarEssentialsChangeInput, SeminarEssentialsInput};
use crate::platform::graphql::{Date, Kept, SafeInt};

/// Which occurrences of a series a change is about.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeriesScope {
    /// One; what is changed of it stays its own.
    This,
    /// One and all that follow: the series is split there.
    ThisAndFuture,
    /// All that have not begun. What was changed for one alone stays as it is.
    All,
}

/// A new series.
#[derive(InputObject)]
pub struct CreateSeminarSeriesInput {
    /// The organisation that leads it; you must be one of its editors.
    pub host_id: ID,
    /// By which rule it comes again, as an RRULE of RFC 5545: FREQ is WEEKLY or MONTHLY, with INTERVAL, BYDAY and BYSETPOS, and an end by COUNT or UNTIL.
    /// `FREQ=MONTHLY;BYDAY=3WE;COUNT=10` is ten times the third Wednesday. At most 520 occurrences in ten years.
    pub rule: String,
    /// Days of the rule on which there is no occurrence.
    pub exceptions: Option<Vec<Date>>,
    #[graphql(flatten)]
    pub essentials: SeminarEssentialsInput,
    /// What the occurrences have. `startsLocal` and `endsLocal` are those of the first and must be given; a window of registration
    /// lies as far before each start as before the first. `fold` says which passage is meant on days on which the time happens twice; without it the first.
    #[graphql(flatten)]
    pub content: SeminarContentInput,
}

/// A change of a series. What is left out stays as it is.
#[derive(InputObject)]
pub struct UpdateSeminarSeriesInput {
    /// Which series.
    pub id: ID,
    /// The version of the series this change was made from.
    pub version: SafeInt,
    /// Which occurrences are meant.
    pub scope: SeriesScope,
    /// Where; for THIS and THIS_AND_FUTURE.
    pub occurrence_id: Option<ID>,
    /// Another rule, as in `createSeminarSeries`; it counts from the first occurrence that is meant. An occurrence keeps its day where the rule still has it, else it
    /// moves to a free one in the same week or month; for which there is none, it is cancelled.
    pub rule: Kept<String>,
    /// Days of the rule on which there is no occurrence. Takes the place of those before.
    pub exceptions: Kept<Vec<Date>>,
    /// Why, where occurrences are cancelled by another rule; at most 2,000 characters.
    pub reason: Option<String>,
    #[graphql(flatten)]
    pub essentials: SeminarEssentialsChangeInput,
    /// `startsLocal` and `endsLocal` are those of the first occurrence that is meant; the others follow by the rule.
    #[graphql(flatten)]
    pub content: SeminarContentInput,
}

/// Shows a series to those it is for.
#[derive(InputObject)]
pub struct PublishSeminarSeriesInput {
    /// Which series.
    pub id: ID,
    /// The version this was decided from.
    pub version: SafeInt,
    /// What people register for; fixed from now on.
    pub registration: SeriesRegistrationMode,
}

/// Calls occurrences of a series off.
#[derive(InputObject)]
pub struct CancelSeminarSeriesInput {
    /// Which series.
    pub id: ID,
    /// The version this was decided from.
    pub version: SafeInt,
    /// Which occurrences are meant; only those that have not begun.
    pub scope: SeriesScope,
    /// Where; for THIS and THIS_AND_FUTURE.
    pub occurrence_id: Option<ID>,
    /// Why; at most 2,000 characters. Everyone who sees them can read it.
    pub reason: String,
}

/// Registers somebody for a whole series.
#[derive(InputObject)]
pub struct RegisterForSeminarSeriesInput {
    /// Which series.
    pub series_id: ID,
    /// Who; without it the viewer. Organisers can register anyone they see, editors of an organisation its people.
    pub person_id: Option<ID>,
    /// For which organisation the person takes part; needed where they belong to several.
    pub organisation_id: Option<ID>,
    /// What kind of seat; needed where there are several kinds.
    pub seat: Option<SeatKind>,
    /// Agrees to stand on the lists of participants; only for oneself.
    #[graphql(default)]
    pub is_listed: bool,
}

/// Gives up a registration for a whole series.
#[derive(InputObject)]
pub struct CancelSeriesRegistrationInput {
    /// Which series.
    pub series_id: ID,
    /// Whose; without it the viewer's. Organisers can give up anyone's.
    pub person_id: Option<ID>,
}
