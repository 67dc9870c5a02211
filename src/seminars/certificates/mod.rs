//! What proves to others that somebody was at a seminar.
//!
//! 1. Only the person asks for it, once they were noted as having been there and the seminar is over.
//! 2. It keeps what it says as it was then: name, seminar, day, hours, organiser.
//! 3. Whoever has its code, or the address that holds it, can verify it, and learns what it says and nothing else.
//! 4. It is taken back by the person or the organisers, and by itself when they were not there after all; its code then
//!    answers like one that never was.

mod http;
mod pdf;

use chrono::NaiveDate;
use entity::{
    certificate, organisation, person,
    registration::{self, RegistrationStatus},
    seminar::{self, SeminarState},
};
use rand::RngExt;
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, QueryFilter, sea_query::Expr};
use uuid::Uuid;

pub use http::{Certificates, routes};

use super::{
    cancellation::seminar_of,
    holding::{SIGNS, tidy},
    policy::{ConsentToList, RevokeCertificate},
    seats::Seats,
    stage::{WRONG_STATE, name},
};
use crate::{
    networks::circle::Circle,
    platform::{
        access::{Reader, Work},
        error::{Error, Refusal, Result},
        graphql::id,
        store::one_of,
    },
};

pub const NOT_OVER: &str = "NOT_OVER";
pub const NO_CERTIFICATE: &str = "NO_CERTIFICATE";

/// Signs of a code: more than 130 bits.
const LENGTH: usize = 28;

/// Makes a certificate for oneself.
#[derive(async_graphql::InputObject)]
pub struct IssueCertificateInput {
    /// Which registration; only your own, and only once you were noted as having been there.
    pub id: async_graphql::ID,
}

/// Takes a certificate back.
#[derive(async_graphql::InputObject)]
pub struct RevokeCertificateInput {
    /// The registration it was made for.
    pub id: async_graphql::ID,
}

fn new_code() -> String {
    let mut dice = rand::rng();
    let sign = |_| char::from(SIGNS[dice.random_range(0..SIGNS.len())]);
    (0..LENGTH).map(sign).collect()
}

/// Where a certificate can be verified, from the root of the server.
pub fn path_of(code: &str) -> String {
    format!("/certificates/{code}")
}

/// Makes a certificate, or answers with the one there is.
pub async fn issue(work: &Work, input: IssueCertificateInput) -> Result<registration::Model> {
    let id = id::of::<registration::Entity>(&input.id, "id")?;
    let seminar = seminar_of(work, id).await?;
    let row = work
        .permit::<ConsentToList, registration::Entity>(id)
        .await?;
    if row.status != RegistrationStatus::Attended {
        let message = format!(
            "Only somebody who was noted as having been there gets a certificate; this registration is {}.",
            name(&row.status)
        );
        return Err(Refusal::new(WRONG_STATE, message).at("id").into());
    }
    if !is_over(&seminar, work) {
        let message = "The seminar is not over; ask for the certificate after its end.";
        return Err(Refusal::new(NOT_OVER, message).at("id").into());
    }
    if live(work, &seminar, row.id).await?.is_none() {
        write(work, &seminar, &row).await?;
    }
    Ok((*row).clone())
}

async fn write(work: &Work, seminar: &Seats, row: &registration::Model) -> Result<()> {
    let system = work.as_system("certificates");
    let holder = system.visible::<person::Entity>(row.person_id).await?;
    let organiser = match seminar.lead_organisation_id {
        Some(lead) => system.visible::<organisation::Entity>(lead).await?.name,
        None => String::new(),
    };
    let title = seminar.title.get(&seminar.locale);
    let title = title.or_else(|| seminar.title.0.values().next().map(String::as_str));
    let certificate = certificate::ActiveModel {
        registration_id: Set(row.id),
        person_id: Set(row.person_id),
        code: Set(new_code()),
        locale: Set(holder.locale.unwrap_or_else(|| seminar.locale.clone())),
        holder_name: Set(holder.name),
        organisation_name: Set(row.organisation_name.clone()),
        seminar_title: Set(title.unwrap_or_default().to_owned()),
        organiser_name: Set(organiser),
        place: Set(seminar.venue_name.clone()),
        held_on: Set(day_of(seminar)),
        duration_minutes: Set(minutes_of(seminar)),
        audience_id: Set(row.organisers_id),
        issued_at: Set(work.now()),
        revoked_at: Set(None),
        ..Default::default()
    };
    work.insert(certificate, seminar).await?;
    Ok(())
}

fn is_over(seminar: &seminar::Model, work: &Work) -> bool {
    use SeminarState::{Archived, Held, Reported};
    let ended = seminar.ends_at.or(seminar.starts_at);
    let begun = seminar.starts_at.is_none_or(|at| at <= work.now());
    matches!(seminar.state, Held | Reported | Archived) && begun
        || ended.is_some_and(|at| at <= work.now())
}

fn day_of(seminar: &seminar::Model) -> NaiveDate {
    let local = seminar.starts_local.map(|at| at.date());
    local
        .or(seminar.when_earliest)
        .unwrap_or_else(|| seminar.sort_at.date_naive())
}

fn minutes_of(seminar: &seminar::Model) -> Option<i32> {
    let lasts = seminar.ends_at? - seminar.starts_at?;
    i32::try_from(lasts.num_minutes())
        .ok()
        .filter(|minutes| *minutes > 0)
}

async fn live(
    work: &Work,
    seminar: &Seats,
    registration: Uuid,
) -> Result<Option<certificate::Model>> {
    let own = work
        .select_under::<certificate::Entity, _, _>(seminar)
        .filter(certificate::Column::RegistrationId.eq(registration))
        .filter(certificate::Column::RevokedAt.is_null());
    work.one(own).await
}

/// Takes a certificate back: its code answers like one that never was.
pub async fn revoke(work: &Work, input: RevokeCertificateInput) -> Result<registration::Model> {
    let id = id::of::<registration::Entity>(&input.id, "id")?;
    let seminar = seminar_of(work, id).await?;
    let row = work.visible::<registration::Entity>(id).await?;
    let Some(certificate) = live(work, &seminar, id).await? else {
        let message = "There is no certificate for this registration.";
        return Err(Refusal::new(NO_CERTIFICATE, message).at("id").into());
    };
    let permit = work
        .permit::<RevokeCertificate, certificate::Entity>(certificate.id)
        .await;
    // Whoever may not see it is told no more than that.
    let permit = permit.map_err(|error| match error {
        Error::NotFound => Error::Forbidden,
        other => other,
    })?;
    work.update(&permit, gone(work)).await?;
    Ok(row)
}

fn gone(work: &Work) -> certificate::ActiveModel {
    certificate::ActiveModel {
        revoked_at: Set(Some(work.now())),
        ..Default::default()
    }
}

/// Takes back the certificate of somebody who was not there after all.
pub(super) async fn withdraw(work: &Work, seminar: &Seats, registration: Uuid) -> Result<()> {
    if let Some(row) = live(work, seminar, registration).await? {
        work.update_under::<certificate::Entity, _, _>(seminar, &row, gone(work))
            .await?;
    }
    Ok(())
}

/// Certificates are seen by those who arrange their seminar.
pub(super) async fn settle(work: &Work, seminars: &[Uuid], now: Circle) -> Result<()> {
    use certificate::Column::{AudienceId, SeminarId};
    let system = work.as_system("certificates");
    let these = one_of(system.viewer().backend(), Expr::col(SeminarId), seminars);
    let set = vec![(AudienceId, Expr::value(now.editors))];
    system
        .rewrite::<certificate::Entity>(set, Condition::all().add(these))
        .await
}

/// The certificate with a code, for whoever has it; none for one that was taken back.
pub async fn verify(reader: &Reader, code: &str) -> Result<Option<certificate::Model>> {
    let code = tidy(code);
    if code.len() != LENGTH {
        return Ok(None);
    }
    let found = reader
        .as_system("certificates")
        .select::<certificate::Entity>()
        .filter(certificate::Column::Code.eq(code))
        .filter(certificate::Column::RevokedAt.is_null());
    reader.one(found).await
}

/// Hours and minutes, as `3:30`.
fn clock(minutes: i32) -> String {
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

/// What a certificate says, line by line: what, and how.
fn lines(row: &certificate::Model) -> Vec<(String, String)> {
    let say = |name: &str| crate::platform::texts::say(Some(&row.locale), name, &[]);
    let mut lines = vec![(say("certificate-seminar"), row.seminar_title.clone())];
    let mut line = |name: &str, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            lines.push((say(name), value));
        }
    };
    line("certificate-day", Some(row.held_on.to_string()));
    line("certificate-hours", row.duration_minutes.map(clock));
    line("certificate-place", row.place.clone());
    line("certificate-organiser", Some(row.organiser_name.clone()));
    line("certificate-for", row.organisation_name.clone());
    line(
        "certificate-issued",
        Some(row.issued_at.date_naive().to_string()),
    );
    lines
}
