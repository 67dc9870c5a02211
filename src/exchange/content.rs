//! What an experience is made of, as its editors write it: read, checked, and written into its row and its parts.

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::{
    LocalizedText, Visibility, document,
    document_attachment::AttachmentRole,
    experience::{self, Maturity, Reuse},
    experience_contact, municipality, network, person, theme,
};
use sea_orm::{ActiveValue::Set, Condition};
use uuid::Uuid;

use super::{experience::Edited, policy::EditExperience};
use crate::{
    documents::write_attachments,
    networks::write_shares,
    places::write_municipalities,
    places::{MOST_MUNICIPALITIES, names},
    platform::{
        access::{Permitted, Work},
        clock::new_id,
        error::{Error, Result},
        graphql::{
            Check, Date, Kept, Locale, LocalizedTextInput, MoneyInput, id, localized, money,
        },
    },
    themes::write_themes,
};

/// Characters that fit into a title, a note and a longer text.
pub(super) const TITLE: usize = 200;
pub(super) const NOTE: usize = 2_000;
pub(super) const TEXT: usize = 10_000;
/// How many themes, networks and contacts a thing has at most.
pub(super) const TIES: usize = 50;
const CONTACTS: usize = 20;

/// Somebody who can be asked about it.
#[derive(InputObject)]
pub struct ExperienceContactInput {
    /// The person, one that you may see.
    pub person_id: ID,
    /// What they were to it, such as `project leader`; at most 200 characters.
    pub role: Option<String>,
}

/// What an experience says. What is left out stays as it is; null takes it away. Texts come in one or more languages, the
/// main one among them; at most 10,000 characters each.
#[derive(InputObject, Default)]
pub struct ExperienceContentInput {
    /// What was the matter.
    pub challenge: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// What was done.
    pub approach: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// What came of it.
    pub outcome: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// What did not work.
    pub failures: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// What should be done otherwise next time.
    pub lessons: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// What must be so for it to work elsewhere.
    pub transfer_conditions: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// What it cost.
    pub cost: MaybeUndefined<MoneyInput>,
    /// What it cost, in words, such as hours of one's own; at most 2,000 characters.
    pub cost_text: MaybeUndefined<String>,
    /// First day.
    pub starts_on: MaybeUndefined<Date>,
    /// First day after it.
    pub ends_on: MaybeUndefined<Date>,
    /// The period in words, such as `autumn 2023`; at most 200 characters.
    pub period_text: MaybeUndefined<String>,
    /// Who may use it again.
    pub reuse: Kept<Reuse>,
    /// Its licence in words, such as `CC BY 4.0`; at most 200 characters.
    pub licence: MaybeUndefined<String>,
    /// Who may see it once it is published; its networks may narrow that.
    pub visibility: Kept<Visibility>,
    /// Municipalities it is about or comes from. Takes the place of those before; at most 400.
    pub municipality_ids: Kept<Vec<ID>>,
    /// Its themes, goals for sustainable development among them. Takes the place of those before; at most 50.
    pub theme_ids: Kept<Vec<ID>>,
    /// Documents that bear it out, in order; you must see those you add. Takes the place of those before; at most 50.
    pub evidence_ids: Kept<Vec<ID>>,
    /// Networks it is shared in; you must belong to those you add. Takes the place of those before; at most 50.
    pub network_ids: Kept<Vec<ID>>,
    /// Who can be asked, in order. Takes the place of those before; at most 20.
    pub contacts: Kept<Vec<ExperienceContactInput>>,
}

/// What every experience must have; none: as before.
pub(super) struct Essentials {
    pub locale: Option<Locale>,
    pub title: Option<Vec<LocalizedTextInput>>,
    pub maturity: Option<Maturity>,
}

/// What stands in tables of its own; none: as before.
#[derive(Default)]
pub(super) struct Parts {
    pub municipalities: Option<Vec<Uuid>>,
    pub themes: Option<Vec<Uuid>>,
    pub evidence: Option<Vec<Uuid>>,
    pub networks: Option<Vec<Uuid>>,
    contacts: Option<Vec<(Uuid, Option<String>)>>,
}

/// Writes what was given into a row, and reads its parts; faults are collected.
pub(super) fn read(
    check: &mut Check,
    row: &mut experience::Model,
    essentials: Essentials,
    given: ExperienceContentInput,
) -> Result<Parts> {
    if let Some(locale) = essentials.locale {
        row.locale = locale.0;
    }
    row.maturity = essentials.maturity.unwrap_or(row.maturity);
    title(check, row, essentials.title);
    let mut inner = Check::default();
    let parts = read_content(&mut inner, row, given)?;
    check.take(inner.finish().map_err(Error::within_content))?;
    Ok(parts)
}

fn read_content(
    check: &mut Check,
    row: &mut experience::Model,
    given: ExperienceContentInput,
) -> Result<Parts> {
    let parts = Parts::read(check, &given)?;
    row.reuse = check.kept("reuse", given.reuse).unwrap_or(row.reuse);
    row.visibility = check
        .kept("visibility", given.visibility)
        .unwrap_or(row.visibility);
    texts(check, row, given.challenge, "challenge", |row| {
        &mut row.challenge
    });
    texts(check, row, given.approach, "approach", |row| {
        &mut row.approach
    });
    texts(check, row, given.outcome, "outcome", |row| &mut row.outcome);
    texts(check, row, given.failures, "failures", |row| {
        &mut row.failures
    });
    texts(check, row, given.lessons, "lessons", |row| &mut row.lessons);
    texts(
        check,
        row,
        given.transfer_conditions,
        "transferConditions",
        |row| &mut row.transfer_conditions,
    );
    put(given.cost, &mut row.cost, |cost| {
        Some(money(check, "cost", cost))
    });
    put(given.cost_text, &mut row.cost_text, |text| {
        check.optional("costText", Some(text), NOTE)
    });
    put(given.period_text, &mut row.period_text, |text| {
        check.optional("periodText", Some(text), TITLE)
    });
    put(given.licence, &mut row.licence, |text| {
        check.optional("licence", Some(text), TITLE)
    });
    put(given.starts_on, &mut row.starts_on, |day| Some(day.0));
    put(given.ends_on, &mut row.ends_on, |day| Some(day.0));
    check.order(row.starts_on, row.ends_on, ["startsOn", "endsOn"]);
    Ok(parts)
}

/// What a field was set to, where it was given at all.
fn put<T, U>(given: MaybeUndefined<T>, field: &mut Option<U>, read: impl FnOnce(T) -> Option<U>) {
    match given {
        MaybeUndefined::Undefined => {}
        MaybeUndefined::Null => *field = None,
        MaybeUndefined::Value(value) => *field = read(value),
    }
}

fn title(check: &mut Check, row: &mut experience::Model, given: Option<Vec<LocalizedTextInput>>) {
    if let Some(given) = given {
        row.title = localized(check, "title", given, TITLE);
    }
    if row.title.0.is_empty() {
        return;
    }
    match row.title.get(&row.locale) {
        Some(title) => row.title_sort = names::sort_key(title, None),
        None => missing(check, "title", &row.locale),
    }
    row.title_fold = names::fold(row.title.0.values().map(String::as_str));
}

fn missing(check: &mut Check, field: &str, locale: &str) {
    let message = format!("{field} needs its text in the main language, `{locale}`.");
    check.refuse(field, "MISSING", message);
}

fn texts(
    check: &mut Check,
    row: &mut experience::Model,
    given: MaybeUndefined<Vec<LocalizedTextInput>>,
    name: &str,
    field: fn(&mut experience::Model) -> &mut Option<LocalizedText>,
) {
    let read = |given: Vec<_>| (!given.is_empty()).then(|| localized(check, name, given, TEXT));
    put(given, field(row), read);
    let locale = row.locale.clone();
    let lacks = |texts: &LocalizedText| !texts.0.is_empty() && texts.get(&locale).is_none();
    if field(row).as_ref().is_some_and(lacks) {
        missing(check, name, &locale);
    }
}

impl Parts {
    fn read(check: &mut Check, given: &ExperienceContentInput) -> Result<Self> {
        let contacts = check.kept("contacts", given.contacts.as_ref());
        Ok(Self {
            municipalities: check.ids::<municipality::Entity>(
                "municipalityIds",
                &given.municipality_ids,
                MOST_MUNICIPALITIES,
            )?,
            themes: check.ids::<theme::Entity>("themeIds", &given.theme_ids, TIES)?,
            evidence: check.listed::<document::Entity>("evidenceIds", &given.evidence_ids, TIES)?,
            networks: check.ids::<network::Entity>("networkIds", &given.network_ids, TIES)?,
            contacts: contacts
                .map(|given| contacts_of(check, given))
                .transpose()?,
        })
    }

    /// What is named must exist, and be such that the viewer may see it.
    pub async fn check(&self, work: &Work) -> Result<()> {
        let mut check = Check::default();
        let places = self.municipalities.as_deref().unwrap_or_default();
        check
            .known::<municipality::Entity>(work, "municipalityIds", places)
            .await?;
        let people = self.contacts.iter().flatten();
        let people: Vec<Uuid> = people.map(|(person, _)| *person).collect();
        check
            .known::<person::Entity>(work, "contacts", &people)
            .await?;
        check.finish()
    }

    pub async fn write(
        self,
        work: &Work,
        experience: &Permitted<EditExperience, experience::Entity>,
    ) -> Result<()> {
        if let Some(networks) = self.networks {
            write_shares(work, experience, networks).await?;
        }
        if let Some(themes) = self.themes {
            write_themes(work, experience, themes).await?;
        }
        if let Some(evidence) = self.evidence {
            let role = AttachmentRole::Evidence;
            write_attachments(work, experience, role, "evidenceIds", evidence).await?;
        }
        if let Some(places) = self.municipalities {
            write_municipalities(work, experience, places).await?;
        }
        match self.contacts {
            Some(contacts) => write_contacts(work, experience, contacts).await,
            None => Ok(()),
        }
    }
}

fn contacts_of(
    check: &mut Check,
    given: &[ExperienceContactInput],
) -> Result<Vec<(Uuid, Option<String>)>> {
    if given.len() > CONTACTS {
        let message = format!(
            "contacts has {} members; at most {CONTACTS} fit.",
            given.len()
        );
        check.refuse("contacts", "TOO_MANY", message);
        return Ok(vec![]);
    }
    let mut contacts: Vec<(Uuid, Option<String>)> = vec![];
    for (place, one) in given.iter().enumerate() {
        let field = format!("contacts.{place}.personId");
        let role = check.optional(&format!("contacts.{place}.role"), one.role.clone(), TITLE);
        let Some(person) = check.take(id::of::<person::Entity>(&one.person_id, &field))? else {
            continue;
        };
        if contacts.iter().any(|(known, _)| *known == person) {
            let message = format!("{field} names somebody a second time; each stands once.");
            check.refuse(&field, "DUPLICATE", message);
        }
        contacts.push((person, role));
    }
    Ok(contacts)
}

async fn write_contacts(
    work: &Work,
    experience: &Edited,
    contacts: Vec<(Uuid, Option<String>)>,
) -> Result<()> {
    work.clear_under::<experience_contact::Entity, _, _>(experience, Condition::all())
        .await?;
    let contact = |(place, (person, role))| experience_contact::ActiveModel {
        id: Set(new_id()),
        person_id: Set(person),
        role: Set(role),
        position: Set(place),
        ..Default::default()
    };
    let rows = (0..).zip(contacts).map(contact).collect();
    work.insert_all(rows, experience).await
}
