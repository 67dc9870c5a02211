//! What a document says of itself, as its editors write it: read, checked, and put into its row.

use async_graphql::MaybeUndefined;
use chrono::NaiveDate;
use entity::{
    LocalizedText, document,
    document_part::{self, DocumentPartKind},
    municipality, network, organisation, person, theme,
};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::graphql::DocumentContentInput;
use crate::{
    places::{MOST_MUNICIPALITIES, names},
    platform::{
        access::Work,
        clock::new_id,
        error::Result,
        graphql::{Check, Date, LocalizedTextInput, id, localized, localized_or_empty},
    },
};

/// Characters that fit into a title, a short text and a summary.
const TITLE: usize = 200;
const SUMMARY: usize = 10_000;

/// What stands in tables of its own; none: as before.
#[derive(Default)]
pub(super) struct Parts {
    pub networks: Option<Vec<Uuid>>,
    pub themes: Option<Vec<Uuid>>,
    pub municipalities: Option<Vec<Uuid>>,
    pub listed: Vec<(DocumentPartKind, Vec<String>)>,
}

/// What a field was set to, where it was given at all.
fn given<T>(field: MaybeUndefined<T>) -> Option<Option<T>> {
    match field {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => Some(None),
        MaybeUndefined::Value(value) => Some(Some(value)),
    }
}

/// Writes a form into a row. What is left out stays as it is.
pub(super) fn read(
    check: &mut Check,
    row: &mut document::Model,
    title: Option<Vec<LocalizedTextInput>>,
    form: DocumentContentInput,
) -> Result<Parts> {
    let parts = read_parts(check, &form)?;
    write_title(check, row, title);
    if let Some(summary) = given(localized_or_empty(check, "summary", form.summary, SUMMARY)) {
        row.summary = summary;
    }
    let mut text = |field: &str, place: &mut Option<String>, form: MaybeUndefined<String>| {
        if let Some(words) = given(form) {
            *place = check.optional(field, words, TITLE);
        }
    };
    text("kindText", &mut row.kind_text, form.kind_text);
    text("caseNumber", &mut row.case_number, form.case_number);
    text("decidedBy", &mut row.decided_by, form.decided_by);
    text(
        "decisionSection",
        &mut row.decision_section,
        form.decision_section,
    );
    text("statusText", &mut row.status_text, form.status_text);
    text("licence", &mut row.licence, form.licence);
    text(
        "responsibleUnit",
        &mut row.responsible_unit,
        form.responsible_unit,
    );
    text(
        "contentOwnerText",
        &mut row.content_owner_text,
        form.content_owner_text,
    );
    if let Some(when) = given(form.when) {
        let (text, earliest, latest) = match when {
            Some(when) => when.read(check, "when"),
            None => (None, None, None),
        };
        (row.when_text, row.when_earliest, row.when_latest) = (text, earliest, latest);
    }
    let day = |place: &mut Option<NaiveDate>, form: MaybeUndefined<Date>| {
        if let Some(day) = given(form) {
            *place = day.map(|day| day.0);
        }
    };
    day(&mut row.decision_date, form.decision_date);
    day(&mut row.valid_from, form.valid_from);
    day(&mut row.valid_to, form.valid_to);
    check.order(row.valid_from, row.valid_to, ["validFrom", "validTo"]);
    if let Some(count) = given(form.stated_principle_count) {
        row.stated_principle_count = check.within("statedPrincipleCount", count, 0, 10_000);
    }
    if let Some(at) = given(form.embargo_until) {
        row.embargo_until = at.map(|at| at.0);
    }
    if let Some(id) = given(form.publisher_id) {
        row.publisher_id = check
            .take(id::optional::<organisation::Entity>(&id, "publisherId"))?
            .flatten();
    }
    if let Some(id) = given(form.publisher_seat_id) {
        let id = id::optional::<municipality::Entity>(&id, "publisherSeatId");
        row.publisher_seat_id = check.take(id)?.flatten();
    }
    if let Some(id) = given(form.content_owner_id) {
        row.content_owner_id = check
            .take(id::optional::<person::Entity>(&id, "contentOwnerId"))?
            .flatten();
    }
    if let Some(visibility) = check.kept("visibility", form.visibility) {
        row.visibility = visibility;
    }
    row.sort_on = dated(row);
    Ok(parts)
}

/// The day that a document is of, for lists.
pub fn dated(row: &document::Model) -> NaiveDate {
    let own = row.when_latest.or(row.when_earliest).or(row.decision_date);
    own.unwrap_or_else(|| row.created_at.date_naive())
}

/// The title, and what it is sorted and found by.
fn write_title(
    check: &mut Check,
    row: &mut document::Model,
    title: Option<Vec<LocalizedTextInput>>,
) {
    if let Some(title) = title {
        row.title = localized(check, "title", title, TITLE);
    }
    if row.title.0.is_empty() {
        return;
    }
    let Some((sort, fold)) = title_keys(&row.title, &row.locale) else {
        let message = format!(
            "title needs its text in the language of the document, `{}`.",
            row.locale
        );
        check.refuse("title", "MISSING", message);
        return;
    };
    (row.title_sort, row.title_fold) = (sort, fold);
}

/// What a title is sorted by and found by; none when it lacks its text in the language of the document.
pub fn title_keys(title: &LocalizedText, locale: &str) -> Option<(String, String)> {
    let country = match locale {
        "sv" | "fi" => Some("SE"),
        "is" | "fo" => Some("IS"),
        _ => None,
    };
    let sort = names::sort_key(title.get(locale)?, country);
    Some((sort, names::fold(title.0.values().map(String::as_str))))
}

fn read_parts(check: &mut Check, form: &DocumentContentInput) -> Result<Parts> {
    let mut parts = Parts {
        networks: check.ids::<network::Entity>("networkIds", &form.network_ids, 50)?,
        themes: check.ids::<theme::Entity>("themeIds", &form.theme_ids, 50)?,
        municipalities: check.ids::<municipality::Entity>(
            "municipalityIds",
            &form.municipality_ids,
            MOST_MUNICIPALITIES,
        )?,
        listed: vec![],
    };
    let lists = [
        (
            DocumentPartKind::Section,
            "sections",
            form.sections.as_ref(),
        ),
        (DocumentPartKind::Model, "models", form.models.as_ref()),
        (
            DocumentPartKind::Principle,
            "principles",
            form.principles.as_ref(),
        ),
    ];
    for (kind, field, given) in lists {
        let Some(given) = check.kept(field, given) else {
            continue;
        };
        if given.len() > 200 {
            let message = format!("{field} has {} members; at most 200 fit.", given.len());
            check.refuse(field, "TOO_MANY", message);
            continue;
        }
        let read = |(place, text): (usize, &String)| {
            check.text(&format!("{field}.{place}"), text.clone(), TITLE)
        };
        parts
            .listed
            .push((kind, given.iter().enumerate().map(read).collect()));
    }
    Ok(parts)
}

/// What is named must exist.
pub(super) async fn check_named(work: &Work, row: &document::Model) -> Result<()> {
    let mut check = Check::default();
    let publisher: Vec<Uuid> = row.publisher_id.into_iter().collect();
    check
        .known::<organisation::Entity>(work, "publisherId", &publisher)
        .await?;
    let seat: Vec<Uuid> = row.publisher_seat_id.into_iter().collect();
    check
        .known::<municipality::Entity>(work, "publisherSeatId", &seat)
        .await?;
    let owner: Vec<Uuid> = row.content_owner_id.into_iter().collect();
    check
        .known::<person::Entity>(work, "contentOwnerId", &owner)
        .await?;
    check.finish()
}

/// The rows of what a document lists.
pub fn part_rows(kind: DocumentPartKind, texts: Vec<String>) -> Vec<document_part::ActiveModel> {
    let part = |(place, text)| document_part::ActiveModel {
        id: Set(new_id()),
        kind: Set(kind),
        position: Set(place),
        text: Set(text),
        ..Default::default()
    };
    (0..).zip(texts).map(part).collect()
}
