//! What a programme says of itself, as its editors give it: read, checked, and written into its row.

use async_graphql::{ID, InputObject, MaybeUndefined};
use chrono::NaiveDate;
use entity::{
    Visibility, document,
    document_attachment::AttachmentRole,
    network,
    party::PartyRole,
    person,
    programme::{self, ProgrammeStatus},
    programme_participation, programme_target, theme,
};
use sea_orm::{ActiveValue::Set, Condition};
use uuid::Uuid;

use super::{
    fields::{NAME, NOTE, TEXT, check_country, check_days, given, set_text, titled},
    participation::{ProgrammeParticipationInput, ProgrammeTargetInput, participations, targets},
    party::{read_parties, write_parties},
    policy::Edit,
    texts::{self, ProgrammeTextsInput, Texts},
};
use crate::{
    documents::write_attachments,
    networks::write_shares,
    platform::{
        access::{Permitted, Work},
        error::{Error, Result},
        graphql::{Check, Date, Kept, LocalizedTextInput, MoneyInput, id, localized, money},
    },
    themes::write_themes,
};

/// A programme that is a part of itself.
pub const RING: &str = "RING";

/// What a programme says of itself. What is left out stays; `null` empties.
#[derive(InputObject, Default)]
pub struct ProgrammeContentInput {
    /// What it is in words, at most 200 characters.
    pub kind_text: MaybeUndefined<String>,
    /// Where it stands.
    pub status: Kept<ProgrammeStatus>,
    /// Where it stands in words, at most 200 characters.
    pub status_text: MaybeUndefined<String>,
    /// The country it belongs to, ISO 3166-1 alpha-2 such as `SE`.
    pub country: MaybeUndefined<String>,
    /// The first day.
    pub starts_on: MaybeUndefined<Date>,
    /// The beginning in words, at most 200 characters.
    pub starts_text: MaybeUndefined<String>,
    /// The last day; not before the first.
    pub ends_on: MaybeUndefined<Date>,
    /// The end in words, at most 200 characters.
    pub ends_text: MaybeUndefined<String>,
    /// How many years a project of it takes: 1 to 50.
    pub project_period_years: MaybeUndefined<i32>,
    /// All languages of what it is about; at most 10,000 characters each.
    pub summary: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// The money it has.
    pub budget: MaybeUndefined<MoneyInput>,
    /// The money that others add.
    pub co_financing: MaybeUndefined<MoneyInput>,
    /// Who adds it, at most 200 characters.
    pub co_financing_from: MaybeUndefined<String>,
    /// How many take part: 0 to 100,000.
    pub stated_participant_count: MaybeUndefined<i32>,
    /// The programme it is a part of: one that you may change.
    pub parent_id: MaybeUndefined<ID>,
    /// What else is to be known, at most 2,000 characters.
    pub note: MaybeUndefined<String>,
    /// The part of the owner that answers for it, at most 200 characters.
    pub responsible_unit: MaybeUndefined<String>,
    /// Who keeps what is written here.
    pub content_owner_id: MaybeUndefined<ID>,
    /// The day on which somebody last looked through it; not in the future.
    pub last_reviewed_on: MaybeUndefined<Date>,
    /// The day by which somebody is to look through it again.
    pub review_due_on: MaybeUndefined<Date>,
    /// Who may see it once it is published.
    pub visibility: Kept<Visibility>,
    /// Its lists of texts.
    pub texts: Kept<ProgrammeTextsInput>,
    /// How many projects it aims at; replaces those before.
    pub targets: Kept<Vec<ProgrammeTargetInput>>,
    /// Who takes part; replaces those before. At most 400.
    pub participations: Kept<Vec<ProgrammeParticipationInput>>,
    /// Further owners, besides the one that answers for it: their editors change it too. Replaces those before.
    pub co_owner_ids: Kept<Vec<ID>>,
    /// Who runs it for its owners; replaces those before.
    pub organiser_ids: Kept<Vec<ID>>,
    /// Who pays for it; replaces those before.
    pub funder_ids: Kept<Vec<ID>>,
    /// Who works with its owners; replaces those before.
    pub partner_ids: Kept<Vec<ID>>,
    /// What it is about; replaces what was there.
    pub theme_ids: Kept<Vec<ID>>,
    /// Its reports as documents, in order; you must see those you add. Takes the place of those before; at most 100.
    pub report_ids: Kept<Vec<ID>>,
    /// Other documents that belong with it, in order; you must see those you add. Takes the place of those before; at most 100.
    pub document_ids: Kept<Vec<ID>>,
    /// The networks it is shared in; you must belong to those that are new. Replaces those before.
    pub network_ids: Kept<Vec<ID>>,
}

/// What stands in tables of its own; none: as before.
#[derive(Default)]
pub(super) struct Parts {
    texts: Texts,
    targets: Option<Vec<programme_target::ActiveModel>>,
    participations: Option<Vec<programme_participation::ActiveModel>>,
    parties: Vec<(PartyRole, Vec<Uuid>)>,
    themes: Option<Vec<Uuid>>,
    reports: Option<Vec<Uuid>>,
    documents: Option<Vec<Uuid>>,
    pub(super) networks: Option<Vec<Uuid>>,
}

pub(super) fn write_title(
    check: &mut Check,
    row: &mut programme::Model,
    title: Option<Vec<LocalizedTextInput>>,
) {
    let title = match title {
        Some(title) => localized(check, "title", title, NAME),
        None => row.title.clone(),
    };
    let titled = titled(check, title, &row.locale, row.country_code.as_deref());
    (row.title, row.title_sort, row.title_fold) = (titled.title, titled.sort, titled.fold);
}

/// Reads what was given into the row; what stands in tables of its own comes back.
pub(super) async fn read(
    work: &Work,
    check: &mut Check,
    row: &mut programme::Model,
    content: ProgrammeContentInput,
) -> Result<Parts> {
    let mut inner = Check::default();
    let parts = read_content(work, &mut inner, row, content).await?;
    check.take(inner.finish().map_err(Error::within_content))?;
    Ok(parts)
}

async fn read_content(
    work: &Work,
    check: &mut Check,
    row: &mut programme::Model,
    content: ProgrammeContentInput,
) -> Result<Parts> {
    set_text(
        check,
        &mut row.kind_text,
        "kindText",
        content.kind_text,
        NAME,
    );
    set_text(
        check,
        &mut row.status_text,
        "statusText",
        content.status_text,
        NAME,
    );
    set_text(
        check,
        &mut row.starts_text,
        "startsText",
        content.starts_text,
        NAME,
    );
    set_text(
        check,
        &mut row.ends_text,
        "endsText",
        content.ends_text,
        NAME,
    );
    set_text(
        check,
        &mut row.co_financing_from,
        "coFinancingFrom",
        content.co_financing_from,
        NAME,
    );
    set_text(check, &mut row.note, "note", content.note, NOTE);
    set_text(
        check,
        &mut row.responsible_unit,
        "responsibleUnit",
        content.responsible_unit,
        NAME,
    );
    row.status = check.kept("status", content.status).or(row.status);
    row.visibility = check
        .kept("visibility", content.visibility)
        .unwrap_or(row.visibility);
    if let Some(country) = given(content.country) {
        row.country_code = check_country(work, check, country).await?;
    }
    let day = |kept: &mut Option<NaiveDate>, field: MaybeUndefined<Date>| {
        if let Some(day) = given(field) {
            *kept = day.map(|day| day.0);
        }
    };
    day(&mut row.starts_on, content.starts_on);
    day(&mut row.ends_on, content.ends_on);
    day(&mut row.last_reviewed_on, content.last_reviewed_on);
    day(&mut row.review_due_on, content.review_due_on);
    check_days(check, row.starts_on, row.ends_on, ["startsOn", "endsOn"]);
    if row.last_reviewed_on.is_some_and(|day| day > work.today()) {
        let message =
            "lastReviewedOn is in the future; give the day on which it was looked through.";
        check.refuse("lastReviewedOn", "IN_THE_FUTURE", message);
    }
    if let Some(years) = given(content.project_period_years) {
        row.project_period_years = check.within("projectPeriodYears", years, 1, 50);
    }
    if let Some(count) = given(content.stated_participant_count) {
        row.stated_participant_count = check.within("statedParticipantCount", count, 0, 100_000);
    }
    if let Some(summary) = given(content.summary) {
        let summary = summary.filter(|texts| !texts.is_empty());
        row.summary = summary.map(|texts| localized(check, "summary", texts, TEXT));
    }
    if let Some(budget) = given(content.budget) {
        row.budget = budget.map(|given| money(check, "budget", given));
    }
    if let Some(co_financing) = given(content.co_financing) {
        row.co_financing = co_financing.map(|given| money(check, "coFinancing", given));
    }
    if let Some(owner) = given(content.content_owner_id) {
        row.content_owner_id = check
            .take(id::optional::<person::Entity>(&owner, "contentOwnerId"))?
            .flatten();
        let owner: Vec<Uuid> = row.content_owner_id.into_iter().collect();
        check
            .known::<person::Entity>(work, "contentOwnerId", &owner)
            .await?;
    }
    if let Some(parent) = given(content.parent_id) {
        let parent = check.take(id::optional::<programme::Entity>(&parent, "parentId"))?;
        let (before, wanted) = (row.parent_id, parent.flatten());
        row.parent_id = wanted;
        check
            .yours::<Edit, programme::Entity>(work, "parentId", &Set(wanted), before)
            .await?;
        check_parent(work, check, row).await?;
    }
    let parts = Parts {
        texts: match check.kept("texts", content.texts) {
            Some(given) => texts::read(check, given),
            None => vec![],
        },
        targets: check
            .kept("targets", content.targets)
            .map(|given| targets(check, given)),
        participations: match check.kept("participations", content.participations) {
            Some(given) => Some(participations(work, check, given).await?),
            None => None,
        },
        themes: check.ids::<theme::Entity>("themeIds", &content.theme_ids, 50)?,
        reports: check.listed::<document::Entity>("reportIds", &content.report_ids, 100)?,
        documents: check.listed::<document::Entity>("documentIds", &content.document_ids, 100)?,
        networks: check.ids::<network::Entity>("networkIds", &content.network_ids, 50)?,
        parties: {
            let mut parties = vec![];
            let roles = [
                (PartyRole::Owner, "coOwnerIds", content.co_owner_ids),
                (PartyRole::Organiser, "organiserIds", content.organiser_ids),
                (PartyRole::Funder, "funderIds", content.funder_ids),
                (PartyRole::Partner, "partnerIds", content.partner_ids),
            ];
            for (role, field, given) in roles {
                let given = check.kept(field, given);
                let ids = read_parties(check, work, field, given).await?;
                parties.extend(ids.map(|ids| (role, ids)));
            }
            parties
        },
    };
    check
        .known::<theme::Entity>(
            work,
            "themeIds",
            parts.themes.as_deref().unwrap_or_default(),
        )
        .await?;
    Ok(parts)
}

/// The parent must not be this one or a part of it.
async fn check_parent(work: &Work, check: &mut Check, row: &programme::Model) -> Result<()> {
    let mut above = row.parent_id;
    for _ in 0..20 {
        let Some(id) = above else { return Ok(()) };
        if id == row.id {
            let message =
                "parentId names the programme itself or one of its parts; name one above it.";
            check.refuse("parentId", RING, message);
            return Ok(());
        }
        let parent = match work.visible::<programme::Entity>(id).await {
            Ok(parent) => parent,
            Err(Error::NotFound) => return Ok(()),
            Err(other) => return Err(other),
        };
        above = parent.parent_id;
    }
    check.refuse(
        "parentId",
        RING,
        "parentId hangs more than 20 programmes deep; choose one higher up.",
    );
    Ok(())
}

pub(super) async fn write(
    work: &Work,
    programme: &Permitted<Edit, programme::Entity>,
    parts: Parts,
) -> Result<()> {
    texts::write(work, programme, parts.texts).await?;
    if let Some(targets) = parts.targets {
        work.clear_under::<programme_target::Entity, _, _>(programme, Condition::all())
            .await?;
        work.insert_all(targets, programme).await?;
    }
    if let Some(rows) = parts.participations {
        work.clear_under::<programme_participation::Entity, _, _>(programme, Condition::all())
            .await?;
        work.insert_all(rows, programme).await?;
    }
    for (role, mut organisations) in parts.parties {
        if let (PartyRole::Owner, Some(owner)) = (role, programme.owner_id) {
            organisations.retain(|id| *id != owner);
            organisations.insert(0, owner);
        }
        write_parties(work, programme, role, organisations).await?;
    }
    if let Some(themes) = parts.themes {
        write_themes(work, programme, themes).await?;
    }
    for (role, field, documents) in [
        (AttachmentRole::Report, "reportIds", parts.reports),
        (AttachmentRole::Material, "documentIds", parts.documents),
    ] {
        if let Some(documents) = documents {
            write_attachments(work, programme, role, field, documents).await?;
        }
    }
    if let Some(networks) = parts.networks {
        write_shares(work, programme, networks).await?;
    }
    Ok(())
}

impl Parts {
    /// Makes sure that the owner stands among the parties of a new programme.
    pub fn with_owner(mut self) -> Self {
        if self
            .parties
            .iter()
            .all(|(role, _)| *role != PartyRole::Owner)
        {
            self.parties.push((PartyRole::Owner, vec![]));
        }
        self
    }
}
