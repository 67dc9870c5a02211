//! What time does to seminars.

use super::{access_lost, calendars, needs, offers};
use crate::platform::{access::Work, error::Result};

/// Every minute: offers that nobody answered lapse, and the seats go to the next; reminders that are due are put in line.
pub async fn turn(work: &Work) -> Result<()> {
    offers::lapse(work).await?;
    calendars::put_in_line(work).await
}

/// Every hour, and when Erfa starts: what people needed is erased a fortnight after their seminar, and whoever may no longer
/// see a seminar since a day has come gives up their place.
pub async fn turn_day(work: &Work) -> Result<()> {
    access_lost::turn_day(work).await?;
    needs::erase(work).await
}
