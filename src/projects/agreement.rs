//! Agreements between parties: written, talked about, signed, and over one day.
//!
//! 1. An agreement has two parties at least; each is an organisation, or a name where Erfa knows none.
//! 2. The editors of every party write it, as long as nobody has signed; whoever signs finds the text that was signed.
//! 3. It is signed when every party has signed (`signing`).

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::{
    Origin, Visibility,
    agreement::{self, AgreementKind, AgreementStatus},
    agreement_area, agreement_party, municipality, municipality_link, network, organisation,
    programme, project, theme,
};
use sea_orm::{
    ActiveEnum,
    ActiveValue::{self, NotSet, Set},
    Condition,
};
use uuid::Uuid;

use super::{
    circle::CAPACITY,
    content::{FAR, ProjectPartyInput, check_days, filled, fits, named},
    parts::{NAME, NOTE},
    policy::{BeginProject, EditAgreement},
    project::check_country,
    stage::WRONG_TRANSITION,
};
use crate::{
    networks::{
        check_networks,
        circle::{Ties, circle_now},
        write_shares,
    },
    places::names,
    platform::{
        access::{Permitted, Role, Work},
        clock::new_id,
        error::{Error, Refusal, Result},
        graphql::{Check, Date, Locale, LocalizedTextInput, SafeInt, changed, id, localized},
    },
    themes::write_themes,
};

/// Fewer than two parties.
pub const TOO_FEW_PARTIES: &str = "TOO_FEW_PARTIES";
/// None of the parties is an organisation that the viewer writes for.
pub const NOT_YOUR_ORGANISATION: &str = "NOT_YOUR_ORGANISATION";
/// Somebody has signed, so the text stands.
pub const SIGNED_ALREADY: &str = "SIGNED_ALREADY";

pub(super) type Agreed = Permitted<EditAgreement, agreement::Entity>;

/// What an agreement can say. What is left out stays as it is; null takes it away.
#[derive(InputObject, Default)]
pub struct AgreementContentInput {
    /// The kind in your own words; at most 200 characters.
    pub kind_text: MaybeUndefined<String>,
    /// The country it belongs to, ISO 3166-1 alpha-2.
    pub country: MaybeUndefined<String>,
    /// What it is about; at most 2,000 characters.
    pub subject: MaybeUndefined<String>,
    /// The first day on which it holds.
    pub starts_on: MaybeUndefined<Date>,
    /// The last day on which it holds.
    pub ends_on: MaybeUndefined<Date>,
    /// The start in words; at most 200 characters.
    pub starts_text: MaybeUndefined<String>,
    /// The end in words; at most 200 characters.
    pub ends_text: MaybeUndefined<String>,
    /// The programme it belongs to.
    pub programme_id: MaybeUndefined<ID>,
    /// The project it belongs to.
    pub project_id: MaybeUndefined<ID>,
    /// The agreement it adds to or takes the place of.
    pub base_agreement_id: MaybeUndefined<ID>,
    /// The same in words, such as its date; at most 200 characters.
    pub base_agreement_text: MaybeUndefined<String>,
    /// The least number of something that is to come of it: 0 to 1,000,000.
    pub target_min: MaybeUndefined<i32>,
    /// The most that is expected; not below the least.
    pub target_max: MaybeUndefined<i32>,
    /// The day by which.
    pub due_on: MaybeUndefined<Date>,
    /// The same in words; at most 200 characters.
    pub due_text: MaybeUndefined<String>,
    /// How many fields it covers: 0 to 1,000.
    pub areas_count: MaybeUndefined<i32>,
    /// A remark; at most 2,000 characters.
    pub note: MaybeUndefined<String>,
    /// Who may see it once it is published; its networks may narrow that. PUBLIC for a new one.
    pub visibility: Option<Visibility>,
    /// Its fields, each in short. Takes the place of those before, as every list here does; at most 100.
    pub focus_areas: Option<Vec<String>>,
    /// Municipalities it is about. At most 400.
    pub municipality_ids: Option<Vec<ID>>,
    /// What it is about. At most 50.
    pub theme_ids: Option<Vec<ID>>,
    /// Networks it is shared in; you must belong to those you add. At most 50.
    pub network_ids: Option<Vec<ID>>,
}

/// A new agreement: a draft that only those see who write for its parties.
#[derive(InputObject)]
pub struct CreateAgreementInput {
    /// What kind of agreement it is.
    pub kind: AgreementKind,
    /// Its main language.
    pub locale: Locale,
    /// Its title, in one or more languages, the main one among them; at most 200 characters each.
    pub title: Vec<LocalizedTextInput>,
    /// Its parties: 2 to 100. You must be an editor or admin of one of them.
    pub parties: Vec<ProjectPartyInput>,
    #[graphql(flatten)]
    pub content: AgreementContentInput,
}

/// A change of an agreement, as long as nobody has signed it. What is left out stays; null empties what may be empty.
#[derive(InputObject)]
pub struct UpdateAgreementInput {
    /// The agreement; you must be one of its editors.
    pub agreement_id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// What kind of agreement it is.
    pub kind: Option<AgreementKind>,
    /// Its main language.
    pub locale: Option<Locale>,
    /// All languages of its title, the main one among them; at most 200 characters each.
    pub title: Option<Vec<LocalizedTextInput>>,
    /// Its parties: 2 to 100. Takes the place of those before.
    pub parties: Option<Vec<ProjectPartyInput>>,
    #[graphql(flatten)]
    pub content: AgreementContentInput,
}

/// Which agreement is to be seen by others.
#[derive(InputObject)]
pub struct PublishAgreementInput {
    /// The agreement.
    pub agreement_id: ID,
    /// The version that was read.
    pub version: SafeInt,
}

/// What stands in tables of its own; none: as before.
struct Lists {
    areas: Option<Vec<agreement_area::ActiveModel>>,
    municipalities: Option<Vec<Uuid>>,
    themes: Option<Vec<Uuid>>,
    networks: Option<Vec<Uuid>>,
}

pub(super) async fn edit(work: &Work, id: &ID, version: SafeInt) -> Result<Agreed> {
    let id = id::of::<agreement::Entity>(id, "agreementId")?;
    work.permit_version(id, version.0).await
}

pub async fn create(work: &Work, input: CreateAgreementInput) -> Result<agreement::Model> {
    work.viewer().person()?;
    let mut check = Check::default();
    let parties = parties(work, &mut check, &input.parties).await?;
    let (mut change, lists) = read(work, &mut check, None, input.content).await?;
    let title = localized(&mut check, "title", input.title, NAME);
    let country = filled(change.country_code.clone()).flatten();
    write_title(
        &mut check,
        &mut change,
        title,
        &input.locale.0,
        country.as_deref(),
    );
    let holders = organisations(&parties);
    if !holders
        .iter()
        .any(|one| work.viewer().has(Role::Editor, *one))
    {
        let message =
            "parties names no organisation that you are an editor or admin of; name one of yours.";
        check.refuse("parties", NOT_YOUR_ORGANISATION, message);
    }
    check.finish()?;
    let networks = lists.networks.clone().unwrap_or_default();
    check_networks(work, &networks, &[]).await?;
    let mut ties = Ties {
        holders,
        ..Ties::default()
    };
    ties.add_networks(work, &networks).await?;
    let visibility = match change.visibility {
        Set(visibility) => visibility,
        _ => Visibility::Public,
    };
    let circle = ties.circle(work, visibility, false).await?;
    change.kind = Set(input.kind);
    change.status = Set(AgreementStatus::Draft);
    change.locale = Set(input.locale.0);
    change.visibility = Set(visibility);
    change.editors_id = Set(circle.editors);
    change.audience_id = Set(circle.audience);
    change.origin = Set(Origin::Local);
    if change.sort_on.is_not_set() {
        change.sort_on = Set(FAR);
    }
    // Nobody's row yet: what the parties allow was checked above, so Erfa itself writes it.
    let system = work.as_system(CAPACITY);
    let erfa = system.permit_platform::<BeginProject>()?;
    let row = system.insert(change, &erfa).await?;
    let agreement = system
        .permit::<EditAgreement, agreement::Entity>(row.id)
        .await?;
    work.insert_all(parties, &agreement).await?;
    write_lists(work, &agreement, lists).await?;
    Ok(row)
}

pub async fn update(work: &Work, input: UpdateAgreementInput) -> Result<agreement::Model> {
    let agreement = edit(work, &input.agreement_id, input.version).await?;
    let there = work
        .all(work.select_under::<agreement_party::Entity, _, _>(&agreement))
        .await?;
    if there.iter().any(|party| party.signed_on.is_some())
        || !matches!(
            agreement.status,
            AgreementStatus::Draft | AgreementStatus::Negotiation
        )
    {
        let message =
            "A party has signed it, so its text stands; make a further agreement that adds to it.";
        return Err(Refusal::new(SIGNED_ALREADY, message).into());
    }
    let mut check = Check::default();
    let new = match &input.parties {
        Some(given) => Some(parties(work, &mut check, given).await?),
        None => None,
    };
    let (mut change, lists) = read(work, &mut check, Some(&agreement), input.content).await?;
    let locale = input.locale.map_or(agreement.locale.clone(), |one| one.0);
    let country = match filled(change.country_code.clone()) {
        Some(code) => code,
        None => agreement.country_code.clone(),
    };
    let title = match input.title {
        Some(given) => localized(&mut check, "title", given, NAME),
        None => agreement.title.clone(),
    };
    write_title(&mut check, &mut change, title, &locale, country.as_deref());
    check.finish()?;
    change.locale = Set(locale);
    change.kind = input.kind.map_or(NotSet, Set);
    if let Some(new) = new {
        work.clear_under::<agreement_party::Entity, _, _>(&agreement, Condition::all())
            .await?;
        work.insert_all(new, &agreement).await?;
    }
    write_lists(work, &agreement, lists).await?;
    settle(work, &agreement, change).await
}

pub async fn publish(work: &Work, input: PublishAgreementInput) -> Result<agreement::Model> {
    let agreement = edit(work, &input.agreement_id, input.version).await?;
    if agreement.published_at.is_some() {
        return Ok((*agreement).clone());
    }
    let change = agreement::ActiveModel {
        published_at: Set(Some(work.now())),
        ..Default::default()
    };
    settle(work, &agreement, change).await
}

async fn settle(
    work: &Work,
    agreement: &Agreed,
    mut change: agreement::ActiveModel,
) -> Result<agreement::Model> {
    let mut after: agreement::Model = (**agreement).clone();
    if let Set(visibility) = change.visibility {
        after.visibility = visibility;
    }
    if let Set(published_at) = change.published_at {
        after.published_at = published_at;
    }
    let circle = circle_now::<agreement::Entity>(work, &after).await?;
    change.editors_id = Set(circle.editors);
    change.audience_id = Set(circle.audience);
    work.update(agreement, change).await
}

async fn parties(
    work: &Work,
    check: &mut Check,
    given: &[ProjectPartyInput],
) -> Result<Vec<agreement_party::ActiveModel>> {
    if given.len() < 2 {
        let message = format!(
            "parties has {} members; an agreement has two at least.",
            given.len()
        );
        check.refuse("parties", TOO_FEW_PARTIES, message);
    }
    if !fits(check, "parties", given.len(), 100) {
        return Ok(vec![]);
    }
    let mut rows: Vec<agreement_party::ActiveModel> = vec![];
    for (one, position) in given.iter().zip(0..) {
        let field = format!("parties.{position}");
        let (organisation, name) = named(check, &field, &one.organisation_id, one.name.clone())?;
        let twice =
            |row: &agreement_party::ActiveModel| row.organisation_id.as_ref() == &organisation;
        if organisation.is_some() && rows.iter().any(twice) {
            let message = format!("{field} names a party a second time; each stands once.");
            check.refuse(&field, "DUPLICATE", message);
        }
        rows.push(agreement_party::ActiveModel {
            id: Set(new_id()),
            organisation_id: Set(organisation),
            name_text: Set(name),
            position: Set(position),
            signed_on: Set(None),
            signed_by: Set(None),
            ..Default::default()
        });
    }
    let mut ids = organisations(&rows);
    ids.sort_unstable();
    ids.dedup();
    check
        .known::<organisation::Entity>(work, "parties", &ids)
        .await?;
    Ok(rows)
}

fn organisations(parties: &[agreement_party::ActiveModel]) -> Vec<Uuid> {
    let ids = parties
        .iter()
        .filter_map(|one| *one.organisation_id.as_ref());
    ids.collect()
}

async fn read(
    work: &Work,
    check: &mut Check,
    current: Option<&agreement::Model>,
    given: AgreementContentInput,
) -> Result<(agreement::ActiveModel, Lists)> {
    let lists = Lists {
        areas: given.focus_areas.as_ref().map(|given| areas(check, given)),
        municipalities: check.ids::<municipality::Entity>(
            "municipalityIds",
            &given.municipality_ids,
            400,
        )?,
        themes: check.ids::<theme::Entity>("themeIds", &given.theme_ids, 50)?,
        networks: check.ids::<network::Entity>("networkIds", &given.network_ids, 50)?,
    };
    let places = lists.municipalities.as_deref().unwrap_or_default();
    check
        .known::<municipality::Entity>(work, "municipalityIds", places)
        .await?;
    let mut change = agreement::ActiveModel::default();
    if let Some(code) = filled(check.change("country", given.country, 2)) {
        let code = code.map(|code| code.to_uppercase());
        if let Some(code) = &code {
            check_country(work, check, code).await?;
        }
        change.country_code = Set(code);
    }
    change.kind_text = check.change("kindText", given.kind_text, NAME);
    change.subject = check.change("subject", given.subject, NOTE);
    change.starts_on = changed(given.starts_on.map_value(|day| day.0));
    change.ends_on = changed(given.ends_on.map_value(|day| day.0));
    check_days(
        check,
        current.map_or((None, None), |row| (row.starts_on, row.ends_on)),
        (&change.starts_on, &change.ends_on),
    );
    if let Set(starts) = &change.starts_on {
        change.sort_on = Set(starts.unwrap_or(FAR));
    }
    change.starts_text = check.change("startsText", given.starts_text, NAME);
    change.ends_text = check.change("endsText", given.ends_text, NAME);
    change.base_agreement_text = check.change("baseAgreementText", given.base_agreement_text, NAME);
    change.due_on = changed(given.due_on.map_value(|day| day.0));
    change.due_text = check.change("dueText", given.due_text, NAME);
    change.note = check.change("note", given.note, NOTE);
    change.target_min = changed(given.target_min);
    change.target_max = changed(given.target_max);
    change.areas_count = changed(given.areas_count);
    for (field, count, most) in [
        ("targetMin", &change.target_min, 1_000_000),
        ("targetMax", &change.target_max, 1_000_000),
        ("areasCount", &change.areas_count, 1_000),
    ] {
        check.within(field, filled(count.clone()).flatten(), 0, most);
    }
    let now = |new: &ActiveValue<Option<i32>>, was: Option<i32>| match new {
        Set(count) => *count,
        _ => was,
    };
    let least = now(&change.target_min, current.and_then(|row| row.target_min));
    let most = now(&change.target_max, current.and_then(|row| row.target_max));
    if let (Some(least), Some(most)) = (least, most)
        && least > most
    {
        let message = format!(
            "targetMin is {least}, more than targetMax, {most}; it must be as much or less."
        );
        check.refuse("targetMin", "REVERSED", message);
    }
    change.programme_id =
        pointed::<programme::Entity>(work, check, "programmeId", given.programme_id).await?;
    change.project_id =
        pointed::<project::Entity>(work, check, "projectId", given.project_id).await?;
    change.base_agreement_id =
        pointed::<agreement::Entity>(work, check, "baseAgreementId", given.base_agreement_id)
            .await?;
    let own = current.map(|row| row.id);
    if own.is_some() && filled(change.base_agreement_id.clone()) == Some(own) {
        let message = "baseAgreementId names the agreement itself; name the one it adds to.";
        check.refuse("baseAgreementId", super::relation::SELF, message);
    }
    change.visibility = given.visibility.map_or(NotSet, Set);
    Ok((change, lists))
}

/// What an id of the input points at, where it was given.
async fn pointed<E: crate::platform::access::Resource>(
    work: &Work,
    check: &mut Check,
    field: &str,
    given: MaybeUndefined<ID>,
) -> Result<ActiveValue<Option<Uuid>>> {
    Ok(match given {
        MaybeUndefined::Undefined => NotSet,
        MaybeUndefined::Null => Set(None),
        MaybeUndefined::Value(id) => {
            let id = check.take(id::of::<E>(&id, field))?;
            if let Some(id) = id {
                check.known::<E>(work, field, &[id]).await?;
            }
            Set(id)
        }
    })
}

fn areas(check: &mut Check, given: &[String]) -> Vec<agreement_area::ActiveModel> {
    if !fits(check, "focusAreas", given.len(), 100) {
        return vec![];
    }
    let area = |(text, position): (&String, i32)| agreement_area::ActiveModel {
        id: Set(new_id()),
        position: Set(position),
        text: Set(check.text(&format!("focusAreas.{position}"), text.clone(), NAME)),
        ..Default::default()
    };
    given.iter().zip(0..).map(area).collect()
}

async fn write_lists(work: &Work, agreement: &Agreed, lists: Lists) -> Result<()> {
    if let Some(areas) = lists.areas {
        work.clear_under::<agreement_area::Entity, _, _>(agreement, Condition::all())
            .await?;
        work.insert_all(areas, agreement).await?;
    }
    if let Some(places) = lists.municipalities {
        work.clear_under::<municipality_link::Entity, _, _>(agreement, Condition::all())
            .await?;
        let link = |(id, position)| municipality_link::ActiveModel {
            subject_id: NotSet,
            municipality_id: Set(id),
            position: Set(position),
        };
        let links = places.into_iter().zip(0..).map(link);
        work.insert_all(links.collect(), agreement).await?;
    }
    if let Some(themes) = lists.themes {
        write_themes(work, agreement, themes).await?;
    }
    match lists.networks {
        Some(networks) => write_shares(work, agreement, networks).await,
        None => Ok(()),
    }
}

fn write_title(
    check: &mut Check,
    change: &mut agreement::ActiveModel,
    title: entity::LocalizedText,
    locale: &str,
    country: Option<&str>,
) {
    let Some(main) = title.get(locale) else {
        let message = format!("title needs its text in the main language, `{locale}`.");
        check.refuse("title", "MISSING", message);
        return;
    };
    change.title_sort = Set(names::sort_key(main, country));
    change.title_fold = Set(names::fold(title.0.values().map(String::as_str)));
    change.title = Set(title);
}

/// What may follow a status by hand; SIGNED comes of itself with the last signature.
pub(super) fn following(status: AgreementStatus) -> &'static [AgreementStatus] {
    use AgreementStatus::{Active, Draft, Expired, Negotiation, Renewed, Signed, Terminated};
    match status {
        Draft => &[Negotiation, Terminated],
        Negotiation => &[Draft, Terminated],
        Signed => &[Active, Terminated],
        Active => &[Expired, Terminated, Renewed],
        Expired => &[Renewed],
        Terminated | Renewed => &[],
    }
}

pub(super) fn check_transition(from: AgreementStatus, to: AgreementStatus) -> Result<()> {
    let next = following(from);
    if from == to || next.contains(&to) {
        return Ok(());
    }
    let (was, to) = (from.to_value(), to.to_value());
    let message = match next {
        [] => format!("An agreement that is {was} stays so and cannot become {to}."),
        next => {
            let next: Vec<_> = next.iter().map(AgreementStatus::to_value).collect();
            let signed = match from {
                AgreementStatus::Negotiation => "; it becomes SIGNED when every party has signed",
                _ => "",
            };
            format!(
                "An agreement that is {was} cannot become {to}, only {}{signed}.",
                next.join(" or ")
            )
        }
    };
    Err(Error::from(
        Refusal::new(WRONG_TRANSITION, message).at("status"),
    ))
}
