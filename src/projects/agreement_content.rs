//! What an agreement says and who its parties are: read, checked, and turned into a change of its row.

use entity::{
    agreement::{self, AgreementKind},
    agreement_area, agreement_party, municipality, municipality_link, network, organisation,
    programme, project, theme,
};
use sea_orm::{
    ActiveValue::{self, NotSet, Set},
    Condition, QueryFilter,
};
use uuid::Uuid;

use super::{
    agreement::Agreed,
    circle::CAPACITY,
    content::{FAR, check_days, filled, fits, named},
    graphql::{AgreementContentInput, ProjectPartyInput},
    parts::{NAME, NOTE},
    policy::{EditAgreement, EditProject},
    project::{check_country, title_keys},
    relation::RING,
};
use crate::{
    networks::write_shares,
    places::{MOST_MUNICIPALITIES, names},
    platform::{
        access::Work,
        clock::new_id,
        error::Result,
        graphql::{Check, changed},
    },
    programmes::{known_organisations, policy::Edit},
    themes::write_themes,
};

/// The agreement that is named is one of others.
pub const NOT_YOUR_AGREEMENT: &str = "NOT_YOUR_AGREEMENT";

/// A party that is only a name is called as an organisation is.
pub const KNOWN_ORGANISATION: &str = "KNOWN_ORGANISATION";

/// Fewer than two parties.
pub const TOO_FEW_PARTIES: &str = "TOO_FEW_PARTIES";

/// What stands in tables of its own; none: as before.
pub(super) struct Lists {
    pub areas: Option<Vec<agreement_area::ActiveModel>>,
    pub municipalities: Option<Vec<Uuid>>,
    pub themes: Option<Vec<Uuid>>,
    pub networks: Option<Vec<Uuid>>,
}

pub(super) async fn parties(
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
    let named = rows.iter().enumerate().filter_map(|(place, one)| {
        let id = (*one.organisation_id.as_ref())?;
        Some((format!("parties.{place}.organisationId"), id))
    });
    let named: Vec<_> = named.collect();
    known_organisations(work, check, &named).await?;
    strangers(work, check, &rows).await?;
    Ok(rows)
}

/// A party that is only a name is one that Erfa does not know: others sign for it.
async fn strangers(
    work: &Work,
    check: &mut Check,
    rows: &[agreement_party::ActiveModel],
) -> Result<()> {
    let texts = rows.iter().zip(0..).filter_map(|(row, place)| {
        let name = row.name_text.as_ref().as_deref()?;
        Some((place, name.trim().to_lowercase()))
    });
    let texts: Vec<(i32, String)> = texts.collect();
    if texts.is_empty() {
        return Ok(());
    }
    let any = texts.iter().fold(Condition::any(), |any, (_, name)| {
        any.add(names::called(organisation::Column::NameFold, name))
    });
    let same = work
        .all(work.select::<organisation::Entity>().filter(any))
        .await?;
    for (place, name) in texts {
        let whole = format!("\n{name}\n");
        if same.iter().any(|one| one.name_fold.contains(&whole)) {
            let field = format!("parties.{place}.name");
            let message = format!(
                "{field} is the name of an organisation here, which signs for itself; name it by organisationId."
            );
            check.refuse(&field, KNOWN_ORGANISATION, message);
        }
    }
    Ok(())
}

pub(super) fn organisations(parties: &[agreement_party::ActiveModel]) -> Vec<Uuid> {
    let ids = parties
        .iter()
        .filter_map(|one| *one.organisation_id.as_ref());
    ids.collect()
}

pub(super) async fn read(
    work: &Work,
    check: &mut Check,
    current: Option<&agreement::Model>,
    given: AgreementContentInput,
) -> Result<(agreement::ActiveModel, Lists)> {
    let lists = Lists {
        areas: check
            .kept("focusAreas", given.focus_areas.as_ref())
            .map(|given| areas(check, given)),
        municipalities: check.ids::<municipality::Entity>(
            "municipalityIds",
            &given.municipality_ids,
            MOST_MUNICIPALITIES,
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
        check.change_id::<programme::Entity>("programmeId", given.programme_id)?;
    change.project_id = check.change_id::<project::Entity>("projectId", given.project_id)?;
    check
        .yours::<Edit, programme::Entity>(
            work,
            "programmeId",
            &change.programme_id,
            current.and_then(|row| row.programme_id),
        )
        .await?;
    check
        .yours::<EditProject, project::Entity>(
            work,
            "projectId",
            &change.project_id,
            current.and_then(|row| row.project_id),
        )
        .await?;
    change.base_agreement_id =
        check.change_id::<agreement::Entity>("baseAgreementId", given.base_agreement_id)?;
    if let Set(Some(base)) = change.base_agreement_id {
        check
            .known::<agreement::Entity>(work, "baseAgreementId", &[base])
            .await?;
    }
    let own = current.map(|row| row.id);
    if own.is_some() && filled(change.base_agreement_id.clone()) == Some(own) {
        let message = "baseAgreementId names the agreement itself; name the one it adds to.";
        check.refuse("baseAgreementId", super::relation::SELF, message);
    }
    change.visibility = check
        .kept("visibility", given.visibility)
        .map_or(NotSet, Set);
    Ok((change, lists))
}

/// A supplement adds to an agreement. Who names one that it adds to or takes the place of writes for a party of that one too,
/// and none leads back to itself.
pub(super) async fn check_base(
    work: &Work,
    check: &mut Check,
    current: Option<&agreement::Model>,
    kind: AgreementKind,
    change: &agreement::ActiveModel,
) -> Result<()> {
    let was = current.and_then(|row| row.base_agreement_id);
    let base = filled(change.base_agreement_id.clone()).unwrap_or(was);
    let words = filled(change.base_agreement_text.clone());
    let words = words.unwrap_or(current.and_then(|row| row.base_agreement_text.clone()));
    if kind == AgreementKind::Supplement && base.is_none() && words.is_none() {
        let message = "baseAgreementId and baseAgreementText are missing; a SUPPLEMENT says which agreement it adds to.";
        check.refuse("baseAgreementId", "MISSING", message);
    }
    let Some(base) = base.filter(|_| base != was) else {
        return Ok(());
    };
    let Some(row) = work.by_ids::<agreement::Entity>(&[base]).await?.pop() else {
        return Ok(());
    };
    if !work.viewer().within(row.editors_id) {
        let message =
            "baseAgreementId names an agreement of others; name one that you write for a party of.";
        check.refuse("baseAgreementId", NOT_YOUR_AGREEMENT, message);
    }
    check_ring(work, check, current.map(|row| row.id), row).await
}

/// Every agreement on the way is locked, so that no two changes close a ring together.
async fn check_ring(
    work: &Work,
    check: &mut Check,
    own: Option<Uuid>,
    base: agreement::Model,
) -> Result<()> {
    let (Some(own), system) = (own, work.as_system(CAPACITY)) else {
        return Ok(());
    };
    let mut next = base.base_agreement_id;
    let mut met = vec![base.id];
    while let Some(id) = next.filter(|id| !met.contains(id)) {
        if id == own {
            let message =
                "The agreement that baseAgreementId names leads back to this one already.";
            check.refuse("baseAgreementId", RING, message);
            return Ok(());
        }
        met.push(id);
        let row = system
            .permit::<EditAgreement, agreement::Entity>(id)
            .await?;
        next = row.base_agreement_id;
    }
    Ok(())
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

pub(super) async fn write_lists(work: &Work, agreement: &Agreed, lists: Lists) -> Result<()> {
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

pub(super) fn write_title(
    check: &mut Check,
    change: &mut agreement::ActiveModel,
    title: entity::LocalizedText,
    locale: &str,
    country: Option<&str>,
) {
    if let Some((sort, fold)) = title_keys(check, &title, locale, country) {
        change.title_sort = Set(sort);
        change.title_fold = Set(fold);
        change.title = Set(title);
    }
}
