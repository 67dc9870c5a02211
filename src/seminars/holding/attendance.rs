//! How many people of each organisation were there.

use async_graphql::{ID, InputObject};
use entity::{
    attendance::{self, AttendanceBasis},
    organisation, seminar,
    seminar::SeminarState,
};
use sea_orm::{ActiveValue::Set, sea_query::Condition};

use crate::{
    platform::{
        access::Work,
        clock::new_id,
        error::Result,
        graphql::{Check, SafeInt, id},
    },
    seminars::{content::TITLE, policy::ArrangeSeminar, stage::must_be},
};

/// How many people of one organisation were there.
#[derive(InputObject)]
pub struct AttendanceInput {
    /// The organisation; each once.
    pub organisation_id: Option<ID>,
    /// Its name, where it is not recorded; at most 200 characters. It or `organisationId`.
    pub organisation_text: Option<String>,
    /// Women: 0 to 100,000.
    #[graphql(default)]
    pub women: i32,
    /// Men.
    #[graphql(default)]
    pub men: i32,
    /// People of another gender.
    #[graphql(default)]
    pub other: i32,
    /// People whose gender was not noted.
    #[graphql(default)]
    pub unknown: i32,
    /// Where these numbers come from.
    pub basis: AttendanceBasis,
}

/// Says how many people were there.
#[derive(InputObject)]
pub struct WriteAttendanceInput {
    /// Which seminar; you must be one of its organisers.
    pub id: ID,
    /// The version this was decided from.
    pub version: SafeInt,
    /// By organisation; takes the place of what was said before. At most 400.
    pub attendance: Vec<AttendanceInput>,
}

pub async fn write(work: &Work, input: WriteAttendanceInput) -> Result<seminar::Model> {
    let id = id::of::<seminar::Entity>(&input.id, "id")?;
    let seminar = work
        .permit_version::<ArrangeSeminar, seminar::Entity>(id, input.version.0)
        .await?;
    let over = [SeminarState::Held, SeminarState::Reported];
    must_be(&seminar, &over, "given an attendance")?;
    let mut check = Check::default();
    if input.attendance.len() > 400 {
        let message = format!(
            "attendance has {} members; at most 400 fit.",
            input.attendance.len()
        );
        check.refuse("attendance", "TOO_MANY", message);
        check.finish()?;
        return Ok((*seminar).clone());
    }
    let (mut rows, mut named) = (vec![], vec![]);
    for (place, one) in input.attendance.into_iter().enumerate() {
        let field = |name: &str| format!("attendance.{place}.{name}");
        let organisation =
            id::optional::<organisation::Entity>(&one.organisation_id, &field("organisationId"));
        let organisation = check.take(organisation)?.flatten();
        let text = check.optional(&field("organisationText"), one.organisation_text, TITLE);
        check.one_of(
            &field("organisationId"),
            ["organisationId", "organisationText"],
            [one.organisation_id.is_some(), text.is_some()],
        );
        if organisation.is_some() && named.contains(&organisation) {
            let message = format!("{} names an organisation twice.", field("organisationId"));
            check.refuse(&field("organisationId"), "DUPLICATE", message);
        }
        named.push(organisation);
        for (name, number) in [
            ("women", one.women),
            ("men", one.men),
            ("other", one.other),
            ("unknown", one.unknown),
        ] {
            check.within(&field(name), Some(number), 0, 100_000);
        }
        rows.push(attendance::ActiveModel {
            id: Set(new_id()),
            position: Set(i32::try_from(place).unwrap_or(i32::MAX)),
            organisation_id: Set(organisation),
            organisation_text: Set(text),
            women: Set(one.women),
            men: Set(one.men),
            other: Set(one.other),
            unknown: Set(one.unknown),
            basis: Set(one.basis),
            ..Default::default()
        });
    }
    let mut organisations: Vec<_> = named.into_iter().flatten().collect();
    organisations.sort_unstable();
    organisations.dedup();
    check
        .known::<organisation::Entity>(work, "attendance", &organisations)
        .await?;
    check.finish()?;
    work.clear_under::<attendance::Entity, _, _>(&seminar, Condition::all())
        .await?;
    work.insert_all(rows, &seminar).await?;
    work.update(&seminar, seminar::ActiveModel::default()).await
}
