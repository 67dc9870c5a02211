//! How an edition of a prize goes from one status to the next, and what must be so where it stands.
//!
//! 1. It goes from OPEN to AWARDED one step at a time and never back (`following`).
//! 2. Who won is for the prize's editors until it is told (`told_at`): when the edition is AWARDED, or DECIDED and its embargo
//!    over. While an embargo runs nothing is handed over, and nobody else learns the winner, whatever the status says. That one
//!    has ended is a change of the edition, with a row in the change log.
//! 3. What was told stands: the winner, the day of the decision and the embargo of an edition are not changed afterwards.

use chrono::{DateTime as Instant, Datelike, Utc};
use entity::prize_edition::{self, Column, EditionStatus};
use sea_orm::{
    ActiveEnum, ColumnTrait, Condition, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};

use crate::platform::{
    access::{Viewer, Work},
    error::Result,
    graphql::Check,
};

/// A status that does not follow from the present one.
pub const WRONG_TRANSITION: &str = "WRONG_TRANSITION";
/// An edition that is decided has a winner.
pub const NO_WINNER: &str = "NO_WINNER";
/// While an embargo runs, nothing is handed over.
pub const UNDER_EMBARGO: &str = "UNDER_EMBARGO";
/// What was told stands.
pub const TOLD_ALREADY: &str = "TOLD_ALREADY";

/// Whether everyone who sees an edition that stands so may know who won.
pub fn tells(
    status: EditionStatus,
    embargo_until: Option<Instant<Utc>>,
    now: Instant<Utc>,
) -> bool {
    let over = embargo_until.is_none_or(|until| until <= now);
    match status {
        EditionStatus::Awarded => over,
        EditionStatus::Decided => over && embargo_until.is_some(),
        _ => false,
    }
}

/// Since when everyone may know who won, as the row now says.
pub(super) fn told(edition: &prize_edition::Model, now: Instant<Utc>) -> Option<Instant<Utc>> {
    let tells = tells(edition.status, edition.embargo_until, now);
    edition.told_at.or(tells.then_some(now))
}

/// Whether this viewer may know who won.
pub fn tells_winner(edition: &prize_edition::Model, viewer: &Viewer) -> bool {
    edition.told_at.is_some() || viewer.within(edition.editors_id)
}

/// Editions whose winner is told as soon as their embargo ends.
fn embargoed() -> Condition {
    Condition::all()
        .add(Column::ToldAt.is_null())
        .add(Column::EmbargoUntil.is_not_null())
        .add(Column::Status.is_in([EditionStatus::Decided, EditionStatus::Awarded]))
}

/// When the next embargo ends.
pub(super) async fn next_telling(work: &Work) -> Result<Option<Instant<Utc>>> {
    let next = work
        .select::<prize_edition::Entity>()
        .filter(embargoed())
        .order_by_asc(Column::EmbargoUntil)
        .limit(1);
    Ok(work.one(next).await?.and_then(|row| row.embargo_until))
}

/// Ends the embargoes that are over.
pub(super) async fn tell(work: &Work) -> Result<()> {
    let over = embargoed().add(Column::EmbargoUntil.lte(work.now()));
    let told = vec![(Column::ToldAt, Expr::value(work.now()))];
    work.rewrite::<prize_edition::Entity>(told, over).await
}

/// What may follow a status.
fn following(status: EditionStatus) -> Option<EditionStatus> {
    use EditionStatus::{Awarded, Candidates, Decided, Finalists, Open, Recommended};
    match status {
        Open => Some(Candidates),
        Candidates => Some(Finalists),
        Finalists => Some(Recommended),
        Recommended => Some(Decided),
        Decided => Some(Awarded),
        Awarded => None,
    }
}

/// Where a new edition begins.
pub(super) fn check_first(
    work: &Work,
    check: &mut Check,
    row: &prize_edition::Model,
    given: Option<EditionStatus>,
) {
    let is_past = row.year < work.today().year();
    match given {
        None | Some(EditionStatus::Open) => {}
        Some(EditionStatus::Awarded) if is_past => {}
        Some(other) => {
            let message = format!(
                "A new edition is OPEN, or AWARDED where its year is over, and not {}.",
                other.to_value()
            );
            check.refuse("content.status", WRONG_TRANSITION, message);
        }
    }
}

pub(super) fn check_step(check: &mut Check, from: EditionStatus, to: EditionStatus) {
    let next = following(from);
    if from == to || next == Some(to) {
        return;
    }
    let (was, to) = (from.to_value(), to.to_value());
    let message = match next {
        Some(next) => format!(
            "An edition that is {was} cannot become {to}, only {}.",
            next.to_value()
        ),
        None => format!("An edition that is {was} stays so and cannot become {to}."),
    };
    check.refuse("content.status", WRONG_TRANSITION, message);
}

/// What an edition must have where it stands, and what of it stands already.
pub(super) fn check_standing(
    work: &Work,
    check: &mut Check,
    before: Option<&prize_edition::Model>,
    row: &prize_edition::Model,
) {
    use EditionStatus::{Awarded, Decided};
    let winner = |row: &prize_edition::Model| (row.winner_id, row.winner_text.clone());
    let moved = before.is_none_or(|before| before.status != row.status);
    let won_anew = before.is_none_or(|before| winner(before) != winner(row));
    let nobody = winner(row) == (None, None);
    if matches!(row.status, Decided | Awarded) && nobody && (moved || won_anew) {
        let message = format!(
            "An edition that is {} has a winner; name it in winnerId or winnerText.",
            row.status.to_value()
        );
        check.refuse("content.winnerText", NO_WINNER, message);
    }
    let dated_anew = before.is_none_or(|before| before.decided_on != row.decided_on);
    if matches!(row.status, Decided | Awarded)
        && (moved || dated_anew)
        && row.decided_on.is_some_and(|day| day > work.today())
    {
        let message = "decidedOn is in the future; give the day on which it was decided.";
        check.refuse("content.decidedOn", "IN_THE_FUTURE", message);
    }
    if let Some(day) = row
        .decided_on
        .filter(|day| dated_anew && day.year() < row.year)
    {
        let message = format!(
            "decidedOn is {day}, before {}, the year of the edition; it must be in that year or later.",
            row.year
        );
        check.refuse("content.decidedOn", "REVERSED", message);
    }
    let until = row.embargo_until.filter(|until| *until > work.now());
    let held_anew = before.is_none_or(|before| before.embargo_until != row.embargo_until);
    if let Some(until) = until
        && row.status == Awarded
        && (moved || held_anew)
    {
        let message = format!(
            "The winner is under embargo until {}; the prize is handed over after that, or end the embargo with null.",
            until.to_rfc3339()
        );
        check.refuse("content.status", UNDER_EMBARGO, message);
    }
    let Some(told) = before.filter(|before| before.told_at.is_some()) else {
        return;
    };
    for (field, changed) in [
        (
            "content.winnerText",
            told.winner_text != row.winner_text && winner(told) != (None, None),
        ),
        (
            "content.winnerId",
            told.winner_id != row.winner_id && winner(told) != (None, None),
        ),
        (
            "content.decidedOn",
            told.decided_on.is_some() && told.decided_on != row.decided_on,
        ),
        (
            "content.embargoUntil",
            told.embargo_until != row.embargo_until,
        ),
    ] {
        if changed {
            let message = "Everyone has been told who won, so it stays as it was told.";
            check.refuse(field, TOLD_ALREADY, message);
        }
    }
}
