//! Telling those who waited for a seat, and may no longer see what for: without a word of what it is.

use entity::{registration, seminar};
use sea_orm::{QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::{
    feed::Names,
    inviting::hidden,
    letters::{Letter, addressees},
    telling::{self, TellParticipants, Telling},
};
use crate::{
    platform::{access::Work, error::Result, mail, store::one_of},
    seminars::policy::TellPeople,
};

/// The registrations of these people, who had no seat, have ended with their access.
pub async fn left_out(work: &Work, seminar: Uuid, registrations: Vec<Uuid>) -> Result<()> {
    if registrations.is_empty() {
        return Ok(());
    }
    let telling = Telling::LeftOut {
        seminar,
        registrations,
    };
    telling::enqueue(work, telling, None).await
}

impl TellParticipants {
    pub(super) async fn tell_left_out(
        &self,
        work: &Work,
        seminar: Uuid,
        registrations: Vec<Uuid>,
    ) -> Result<()> {
        let seminar = work.permit::<TellPeople, seminar::Entity>(seminar).await?;
        let id = Expr::col(registration::Column::Id);
        let rows = work
            .select_under::<registration::Entity, _, _>(&seminar)
            .filter(one_of(work.viewer().backend(), id, &registrations));
        let rows = work.all(rows).await?;
        let people: Vec<Uuid> = rows.iter().map(|row| row.person_id).collect();
        let people = addressees(work, &people).await?;
        let (unnamed, nothing) = (hidden(&seminar), Names::default());
        let mut letter = Letter::new("left-out", &self.maker, &unnamed, &nothing);
        // Of a whole series once, though each of its days ends by itself.
        let whole = seminar.series_id.unwrap_or(seminar.id);
        let mails = rows.iter().filter_map(|row| {
            let key = format!("left out {whole} {} {}", row.person_id, work.today());
            Some((Some(key), letter.to(people.get(&row.person_id)?, None)))
        });
        mail::enqueue_all(work, mails.collect()).await
    }
}
