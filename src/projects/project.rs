//! Making a project, changing it, and letting others see it.

use async_graphql::{ID, InputObject};
use entity::{
    Origin, Visibility, country,
    document_attachment::AttachmentRole,
    municipality, organisation,
    party::{self, PartyRole},
    project::{self, ProjectStatus},
    project_point,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, QueryFilter};
use uuid::Uuid;

use super::{
    circle::{CAPACITY, approvers, funders},
    content::{Content, FAR, Lists, first_status},
    graphql::ProjectContentInput,
    parts::{Edited, NAME},
    policy::{BeginProject, EditProject},
};
use crate::{
    documents::write_attachments,
    networks::{
        check_networks,
        circle::{Ties, circle_now},
        write_shares,
    },
    places::names,
    places::write_municipalities,
    platform::{
        access::{Permitted, Role, Work},
        error::Result,
        graphql::{Check, Kept, Locale, LocalizedTextInput, SafeInt, id, localized},
    },
    programmes::{check_admission, known_organisations, leave_parties},
    themes::write_themes,
};

/// No such country.
pub const UNKNOWN_CODE: &str = "UNKNOWN_CODE";

/// Whoever pays for a project that is decided would be dropped.
pub const FUNDER_STAYS: &str = "FUNDER_STAYS";

/// A new project: a draft that only those see who answer for it.
#[derive(InputObject)]
pub struct CreateProjectInput {
    /// The organisation that owns it; you must be an editor or admin of it.
    pub owner_id: ID,
    /// Its main language.
    pub locale: Locale,
    /// Its title, in one or more languages, the main one among them; at most 200 characters each.
    pub title: Vec<LocalizedTextInput>,
    /// Where it stands.
    #[graphql(default_with = "ProjectStatus::Idea")]
    pub status: ProjectStatus,
    #[graphql(flatten)]
    pub content: ProjectContentInput,
}

/// A change of a project. What is left out stays; null empties what may be empty.
#[derive(InputObject)]
pub struct UpdateProjectInput {
    /// The project; you must be one of its editors.
    pub project_id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// Its main language.
    pub locale: Kept<Locale>,
    /// All languages of its title, the main one among them; at most 200 characters each.
    pub title: Kept<Vec<LocalizedTextInput>>,
    #[graphql(flatten)]
    pub content: ProjectContentInput,
}

/// Which project is to be seen by others.
#[derive(InputObject)]
pub struct PublishProjectInput {
    /// The project.
    pub project_id: ID,
    /// The version that was read.
    pub version: SafeInt,
}

/// An organisation that no longer has a part in a project.
#[derive(InputObject)]
pub struct LeaveProjectInput {
    /// The project.
    pub project_id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// The organisation, which pays for it, takes part in it or evaluates it; you must be an editor or admin of it.
    pub organisation_id: ID,
}

/// Makes a project.
pub async fn create(work: &Work, input: CreateProjectInput) -> Result<project::Model> {
    let owner = id::of::<organisation::Entity>(&input.owner_id, "ownerId")?;
    let owner = work
        .permit::<BeginProject, organisation::Entity>(owner)
        .await?;
    let mut check = Check::default();
    first_status(&mut check, input.status);
    let mut content = Content::read(&mut check, None, work.today(), input.content)?;
    let title = localized(&mut check, "title", input.title, NAME);
    write_title(
        &mut check,
        &mut content.change,
        title,
        &input.locale.0,
        content.country.as_deref(),
    );
    check_known(work, &mut check, &content).await?;
    check_admission(
        work,
        &mut check,
        &content.change.programme_id,
        None,
        Some(owner.id),
    )
    .await?;
    check.finish()?;
    let Content {
        mut change, lists, ..
    } = content;
    let networks = lists.networks.clone().unwrap_or_default();
    check_networks(work, &networks, &[]).await?;
    let mut ties = Ties::of(Some(owner.id));
    ties.add_networks(work, &networks).await?;
    let visibility = match change.visibility {
        Set(visibility) => visibility,
        _ => Visibility::Public,
    };
    let circle = ties.circle(work, visibility, false).await?;
    change.locale = Set(input.locale.0);
    change.status = Set(Some(input.status));
    change.visibility = Set(visibility);
    change.editors_id = Set(circle.editors);
    change.audience_id = Set(circle.audience);
    change.approvers_id = Set(approvers(work, Some(owner.id), &paying(&lists)).await?);
    change.origin = Set(Origin::Local);
    if change.sort_on.is_not_set() {
        change.sort_on = Set(FAR);
    }
    let row = work.insert(change, &owner).await?;
    // The viewer was loaded before the audience of these editors was named, so Erfa itself opens the new row.
    let system = work.as_system(CAPACITY);
    let project = system
        .permit::<EditProject, project::Entity>(row.id)
        .await?;
    write_lists(work, &project, lists).await?;
    Ok(row)
}

/// Changes a project, its lists, and who it is for.
pub async fn update(work: &Work, input: UpdateProjectInput) -> Result<project::Model> {
    let project = super::parts::edit(work, &input.project_id, input.version).await?;
    let mut check = Check::default();
    let mut content = Content::read(&mut check, Some(&project), work.today(), input.content)?;
    let locale = check.kept("locale", input.locale);
    let locale = locale.map_or(project.locale.clone(), |one| one.0);
    let country = match &content.change.country_code {
        Set(code) => code.clone(),
        _ => project.country_code.clone(),
    };
    let title = match check.kept("title", input.title) {
        Some(given) => localized(&mut check, "title", given, NAME),
        None => project.title.clone(),
    };
    write_title(
        &mut check,
        &mut content.change,
        title,
        &locale,
        country.as_deref(),
    );
    check_known(work, &mut check, &content).await?;
    check_funders(work, &mut check, &project, &content.lists).await?;
    check_admission(
        work,
        &mut check,
        &content.change.programme_id,
        project.programme_id,
        project.owner_id,
    )
    .await?;
    check.finish()?;
    let Content {
        mut change, lists, ..
    } = content;
    change.locale = Set(locale);
    let paid = lists
        .parties
        .iter()
        .any(|(role, _)| *role == PartyRole::Funder);
    if paid {
        change.approvers_id = Set(approvers(work, project.owner_id, &paying(&lists)).await?);
    }
    write_lists(work, &project, lists).await?;
    settle(work, &project, change).await
}

/// Once it is decided, a project does not drop those who pay for it, and with them who answers its reports.
async fn check_funders(
    work: &Work,
    check: &mut Check,
    project: &Edited,
    lists: &Lists,
) -> Result<()> {
    use ProjectStatus::{Active, Approved, Closing, Paused};
    let decided = matches!(project.status, Some(Approved | Active | Paused | Closing));
    let mut given = lists.parties.iter();
    let given = given.find(|(role, _)| *role == PartyRole::Funder);
    let Some((_, given)) = given.filter(|_| decided) else {
        return Ok(());
    };
    let stay = funders(given);
    let parties = super::parts::all::<party::Entity, _>(work, project).await?;
    let mut before = parties
        .iter()
        .filter(|one| one.role == PartyRole::Funder)
        .filter_map(|one| one.organisation_id);
    let dropped = |id: &Uuid| !stay.contains(id) && !work.viewer().speaks_for(Role::Editor, *id);
    if before.any(|id| dropped(&id)) {
        let message = "funders leaves out one that pays for the project; once it is APPROVED, a funder leaves by its own editors alone, with leaveProject.";
        check.refuse("funders", FUNDER_STAYS, message);
    }
    Ok(())
}

/// Takes an organisation out of a project, whoever named it there. What was handed in to it before is still its to answer.
pub async fn leave(work: &Work, input: LeaveProjectInput) -> Result<project::Model> {
    let project = super::parts::answering(work, &input.project_id, input.version).await?;
    leave_parties(work, &project, &input.organisation_id, None).await?;
    let left = super::parts::all::<party::Entity, _>(work, &project).await?;
    let left = left.iter().filter(|one| one.role == PartyRole::Funder);
    let paying: Vec<Uuid> = left.filter_map(|one| one.organisation_id).collect();
    let change = project::ActiveModel {
        approvers_id: Set(approvers(work, project.owner_id, &paying).await?),
        ..Default::default()
    };
    settle(&work.as_system(CAPACITY), &project, change).await
}

/// Lets those see it whom its visibility names.
pub async fn publish(work: &Work, input: PublishProjectInput) -> Result<project::Model> {
    let project = super::parts::edit(work, &input.project_id, input.version).await?;
    if project.published_at.is_some() {
        return Ok((*project).clone());
    }
    let change = project::ActiveModel {
        published_at: Set(Some(work.now())),
        ..Default::default()
    };
    settle(work, &project, change).await
}

/// Writes a change together with the circle that follows from it.
pub(super) async fn settle<A>(
    work: &Work,
    project: &Permitted<A, project::Entity>,
    mut change: project::ActiveModel,
) -> Result<project::Model> {
    let mut after: project::Model = (**project).clone();
    if let Set(visibility) = change.visibility {
        after.visibility = visibility;
    }
    if let Set(published_at) = change.published_at {
        after.published_at = published_at;
    }
    let circle = circle_now::<project::Entity>(work, &after).await?;
    change.editors_id = Set(circle.editors);
    change.audience_id = Set(circle.audience);
    work.update(project, change).await
}

/// The title, and what it is sorted and found by; they hang on main language and country too.
fn write_title(
    check: &mut Check,
    change: &mut project::ActiveModel,
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

/// What a title is sorted and found by; refused when its main language is missing.
pub(super) fn title_keys(
    check: &mut Check,
    title: &entity::LocalizedText,
    locale: &str,
    country: Option<&str>,
) -> Option<(String, String)> {
    let Some(main) = title.get(locale) else {
        if !title.0.is_empty() {
            let message = format!("title needs its text in the main language, `{locale}`.");
            check.refuse("title", "MISSING", message);
        }
        return None;
    };
    let fold = names::fold(title.0.values().map(String::as_str));
    Some((names::sort_key(main, country), fold))
}

/// What is named must exist.
async fn check_known(work: &Work, check: &mut Check, content: &Content) -> Result<()> {
    if let Some(code) = &content.country {
        check_country(work, check, code).await?;
    }
    let lists = &content.lists;
    let places = lists.municipalities.as_deref().unwrap_or_default();
    check
        .known::<municipality::Entity>(work, "municipalityIds", places)
        .await?;
    for (role, rows) in &lists.parties {
        let field = match role {
            PartyRole::Funder => "funders",
            _ => "partners",
        };
        let named = rows.iter().enumerate().filter_map(|(place, one)| {
            let id = (*one.organisation_id.as_ref())?;
            Some((format!("{field}.{place}.organisationId"), id))
        });
        let named: Vec<_> = named.collect();
        known_organisations(work, check, &named).await?;
    }
    Ok(())
}

pub(super) async fn check_country(work: &Work, check: &mut Check, code: &str) -> Result<()> {
    let known = work
        .select::<country::Entity>()
        .filter(country::Column::Code.eq(code));
    if work.one(known).await?.is_none() {
        let message = format!(
            "country is `{code}`, which no country has; use ISO 3166-1 alpha-2, such as `SE`."
        );
        check.refuse("country", UNKNOWN_CODE, message);
    }
    Ok(())
}

fn paying(lists: &Lists) -> Vec<Uuid> {
    let of_funders = lists
        .parties
        .iter()
        .filter(|(role, _)| *role == PartyRole::Funder);
    of_funders.flat_map(|(_, rows)| funders(rows)).collect()
}

async fn write_lists(work: &Work, project: &Edited, lists: Lists) -> Result<()> {
    if let Some(places) = lists.municipalities {
        write_municipalities(work, project, places).await?;
    }
    for (role, field, documents) in [
        (AttachmentRole::Report, "reportIds", lists.reports),
        (AttachmentRole::Material, "documentIds", lists.documents),
    ] {
        if let Some(documents) = documents {
            write_attachments(work, project, role, field, documents).await?;
        }
    }
    if let Some(themes) = lists.themes {
        write_themes(work, project, themes).await?;
    }
    if let Some(networks) = lists.networks {
        write_shares(work, project, networks).await?;
    }
    for (role, rows) in lists.parties {
        let which = party::Column::Role.eq(role);
        work.clear_under::<party::Entity, _, _>(project, Condition::all().add(which))
            .await?;
        work.insert_all(rows, project).await?;
    }
    for (kind, rows) in lists.points {
        let which = project_point::Column::Kind.eq(kind);
        work.clear_under::<project_point::Entity, _, _>(project, Condition::all().add(which))
            .await?;
        work.insert_all(rows, project).await?;
    }
    if let Some(figures) = lists.figures {
        work.clear_under::<entity::project_figure::Entity, _, _>(project, Condition::all())
            .await?;
        work.insert_all(figures, project).await?;
    }
    Ok(())
}
