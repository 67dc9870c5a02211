//! Making a document and changing it.
//!
//! 1. An editor of an organisation makes it, as a draft; that organisation answers for it from then on.
//! 2. It can be shared in networks that the editor belongs to; their coordinators become its editors too.

use entity::{LocalizedText, Origin, Visibility, document, document_part, organisation};
use sea_orm::{ActiveModelTrait, ColumnTrait, Condition, IntoActiveModel};
use uuid::Uuid;

use super::{
    circle::{CAPACITY, spread},
    content::{self, Parts},
    graphql::{CreateDocumentInput, UpdateDocumentInput},
    policy::{EditDocument, IssueDocument},
    release,
};
use crate::{
    networks::{
        check_networks,
        circle::{Shared, Ties, circle_now},
        write_shares,
    },
    places::write_municipalities,
    platform::{
        access::{Permitted, Work},
        clock::new_id,
        error::{Error, Result},
        graphql::{Check, id},
    },
    themes::write_themes,
};

pub(super) type Edited = Permitted<EditDocument, document::Entity>;

/// Makes a document: a draft.
pub async fn create(work: &Work, input: CreateDocumentInput) -> Result<document::Model> {
    let mut check = Check::default();
    let owner = check.take(id::of::<organisation::Entity>(&input.owner_id, "ownerId"))?;
    let mut row = blank(&input, work);
    let parts = content::read(&mut check, &mut row, Some(input.title), input.content)?;
    check.finish()?;
    let owner = owner.ok_or(Error::NotFound)?;
    let owner = work
        .permit::<IssueDocument, organisation::Entity>(owner)
        .await?;
    row.owner_id = Some(owner.id);
    content::check_named(work, &row).await?;
    let networks = parts.networks.clone().unwrap_or_default();
    check_networks(work, &networks, &[]).await?;
    let mut ties = Ties::of(Some(owner.id));
    ties.add_networks(work, &networks).await?;
    let circle = ties.circle(work, row.visibility, false).await?;
    (row.audience_id, row.editors_id) = (circle.audience, circle.editors);
    let row = work
        .insert(row.into_active_model().reset_all(), &owner)
        .await?;
    // The viewer was loaded before the audience of its editors was named, so Erfa itself opens the new row.
    let system = work.as_system(CAPACITY);
    let document = system
        .permit::<EditDocument, document::Entity>(row.id)
        .await?;
    write_parts(&system, &document, parts).await?;
    Ok(row)
}

/// Changes a document.
pub async fn update(work: &Work, input: UpdateDocumentInput) -> Result<document::Model> {
    let id = id::of::<document::Entity>(&input.id, "id")?;
    let document = work
        .permit_version::<EditDocument, document::Entity>(id, input.version.0)
        .await?;
    let mut row = (*document).clone();
    let mut check = Check::default();
    row.kind = check.kept("kind", input.kind).unwrap_or(row.kind);
    if let Some(locale) = check.kept("locale", input.locale) {
        row.locale = locale.0;
    }
    let title = check.kept("title", input.title);
    let parts = content::read(&mut check, &mut row, title, input.content)?;
    check.finish()?;
    content::check_named(work, &row).await?;
    row.released_at = release::released(&row, work.now());
    write_parts(work, &document, parts).await?;
    write(work, &document, row).await
}

/// Writes a document together with the circle that follows from it, for it, its versions and its links.
pub(super) async fn write(
    work: &Work,
    document: &Edited,
    mut row: document::Model,
) -> Result<document::Model> {
    let circle = circle_now::<document::Entity>(work, &row).await?;
    (row.audience_id, row.editors_id) = (circle.audience, circle.editors);
    let row = work
        .update(document, row.into_active_model().reset_all())
        .await?;
    spread(work, &[row.id], document::Entity::circle(document), circle).await?;
    Ok(row)
}

async fn write_parts(work: &Work, document: &Edited, parts: Parts) -> Result<()> {
    if let Some(networks) = parts.networks {
        write_shares(work, document, networks).await?;
    }
    if let Some(themes) = parts.themes {
        write_themes(work, document, themes).await?;
    }
    if let Some(municipalities) = parts.municipalities {
        write_municipalities(work, document, municipalities).await?;
    }
    for (kind, texts) in parts.listed {
        let these = Condition::all().add(document_part::Column::Kind.eq(kind));
        work.clear_under::<document_part::Entity, _, _>(document, these)
            .await?;
        work.insert_all(content::part_rows(kind, texts), document)
            .await?;
    }
    Ok(())
}

/// A document of which only what needs no checking is filled in.
fn blank(input: &CreateDocumentInput, work: &Work) -> document::Model {
    document::Model {
        id: new_id(),
        kind: input.kind,
        kind_text: None,
        locale: input.locale.0.clone(),
        title: LocalizedText::default(),
        title_sort: String::new(),
        title_fold: String::new(),
        summary: None,
        owner_id: None,
        publisher_id: None,
        publisher_seat_id: None,
        case_number: None,
        decided_by: None,
        decision_date: None,
        decision_section: None,
        when_text: None,
        when_earliest: None,
        when_latest: None,
        sort_on: work.today(),
        status_text: None,
        valid_from: None,
        valid_to: None,
        licence: None,
        stated_principle_count: None,
        responsible_unit: None,
        content_owner_id: None,
        content_owner_text: None,
        last_reviewed_at: None,
        review_due_at: None,
        visibility: Visibility::Public,
        published_at: None,
        publish_at: None,
        embargo_until: None,
        released_at: None,
        archived_at: None,
        audience_id: Uuid::nil(),
        editors_id: Uuid::nil(),
        source: None,
        origin: Origin::Local,
        version: 1,
        created_at: work.now(),
        updated_at: work.now(),
    }
}
