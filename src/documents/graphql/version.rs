//! A version of a document: its file, and the text in it.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use entity::{
    document,
    document_version::{self, Column, DocumentStage},
    file_text, person,
};
use sea_orm::Condition;

use crate::{
    list,
    nodes::{Document, DocumentVersion, Person},
    platform::{
        access::Viewer,
        error::{Error, Result},
        graphql::{ContextExt, DateTime, Direction, Narrow, Nullable, SafeInt, Sorted, id},
        list::{Link, Sort},
        store::one_of_kinds,
    },
};

/// Characters of the text that one answer holds at most, and when the client does not say.
const MOST: i32 = 50_000;
const USUAL: i32 = 10_000;

/// The file of a version.
#[derive(SimpleObject)]
pub struct DocumentFile {
    /// What it was called when it was handed in.
    pub name: String,
    /// Its media type, found from its content, such as `application/pdf`.
    pub media_type: String,
    /// Its size in bytes.
    pub size: SafeInt,
    /// SHA-256 of its bytes, 64 hexadecimal digits; also the ETag of its address.
    pub sha256: String,
    /// Where to fetch it: a path on this server, such as `/files/DocumentVersion_…`, for whoever sees the version.
    pub download_url: String,
}

/// A piece of the text that was found in a file.
#[derive(SimpleObject)]
pub struct DocumentText {
    /// The piece; plain text.
    pub text: String,
    /// How many characters stand before it.
    pub offset: i32,
    /// How many characters the whole text has.
    pub length: i32,
}

pub struct DocumentVersionFields(pub Arc<document_version::Model>);

#[Object]
impl DocumentVersionFields {
    /// Opaque id of this version.
    async fn id(&self) -> ID {
        id::global("DocumentVersion", self.0.id)
    }

    /// The document that it is a version of.
    async fn document(&self, ctx: &Context<'_>) -> Nullable<Document> {
        ctx.related::<document::Entity, _>(self.0.document_id).await
    }

    /// Its number: 1, 2, 3 … within the document, in the order in which they were handed in. Drafts are counted too, so numbers may
    /// be missing for those who do not see them: a number is printed in files and letters, and never changes.
    async fn number(&self) -> i32 {
        self.0.number
    }

    /// How far it has come; a DRAFT is seen by the document's editors alone.
    async fn stage(&self) -> DocumentStage {
        self.0.stage
    }

    /// What is new in it; plain text.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }

    /// Its file.
    async fn file(&self) -> DocumentFile {
        let row = &self.0;
        DocumentFile {
            name: row.file_name.clone(),
            media_type: row.media_type.clone(),
            size: row.size.into(),
            sha256: row.sha256.clone(),
            download_url: format!("/files/{}", *id::global("DocumentVersion", row.id)),
        }
    }

    /// A piece of the text that was found in its file; null when none was.
    async fn text(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many characters to pass over.", default)] offset: i32,
        #[graphql(
            desc = "How many characters to give: 1 to 50,000.",
            default_with = "USUAL"
        )]
        length: i32,
    ) -> Nullable<DocumentText> {
        Nullable::of(async {
            if offset < 0 || !(1..=MOST).contains(&length) {
                let (path, wrong) = match offset < 0 {
                    true => ("offset", format!("is {offset}; it must be 0 or more.")),
                    false => (
                        "length",
                        format!("is {length}; it must be from 1 to {MOST}."),
                    ),
                };
                return Err(Error::bad_value(path, wrong));
            }
            let texts = ctx
                .details::<document_version::Entity, file_text::Entity>(&self.0)
                .await?;
            let Some(whole) = texts.first().map(|one| &one.text) else {
                return Ok(None);
            };
            let (skip, take) = (
                offset.unsigned_abs() as usize,
                length.unsigned_abs() as usize,
            );
            let text = whole.chars().skip(skip).take(take).collect();
            let length = i32::try_from(whole.chars().count()).map_err(Error::internal)?;
            Ok(Some(DocumentText {
                text,
                offset,
                length,
            }))
        })
        .await
    }

    /// Who handed it in; null when that is not known, or not the viewer's to see.
    async fn creator(&self, ctx: &Context<'_>) -> Nullable<Person> {
        ctx.related::<person::Entity, _>(self.0.creator_id).await
    }

    /// When it was handed in.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }
}

list! {
    /// Its versions that the viewer may see, by default the newest first.
    VersionsOfDocument of document { versions: document_version as DocumentVersion, filter DocumentVersionFilter,
        order DocumentVersionOrder, by Link::by(Column::DocumentId) }
}

/// Which versions. Everything given must fit.
#[derive(InputObject, Clone, Debug, Default)]
pub struct DocumentVersionFilter {
    /// In one of these stages.
    pub stages: Option<Vec<DocumentStage>>,
}

impl Narrow<document_version::Entity> for DocumentVersionFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition> {
        let stages = self.stages.clone();
        Ok(Condition::all().add_option(stages.map(|stages| one_of_kinds(Column::Stage, &stages))))
    }
}

/// How versions are sorted: by their number.
#[derive(InputObject, Clone, Debug)]
pub struct DocumentVersionOrder {
    /// Which way.
    #[graphql(default_with = "Direction::Desc")]
    pub direction: Direction,
}

impl Default for DocumentVersionOrder {
    fn default() -> Self {
        Self {
            direction: Direction::Desc,
        }
    }
}

impl Sorted<document_version::Entity> for DocumentVersionOrder {
    fn sort(&self) -> Sort<document_version::Entity> {
        Sort::by(Column::Number).descending(self.direction.descending())
    }
}
