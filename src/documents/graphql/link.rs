//! How one document stands to another, and lists of that.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use entity::{
    document,
    document_link::{self, Column, DocumentLinkKind},
};
use sea_orm::{ColumnTrait, Condition};

use crate::{
    documents::policy::EditDocument,
    list,
    nodes::{Document, DocumentLink},
    platform::{
        access::{Allows, Viewer},
        error::Result,
        graphql::{ContextExt, DateTime, Direction, Narrow, Nullable, Sorted, id},
        list::{Link, Sort},
        store::one_of_kinds,
    },
};

pub struct DocumentLinkFields(pub Arc<document_link::Model>);

#[Object]
impl DocumentLinkFields {
    /// Opaque id of this link.
    async fn id(&self) -> ID {
        id::global("DocumentLink", self.0.id)
    }

    /// What the source is to the target.
    async fn kind(&self) -> DocumentLinkKind {
        self.0.kind
    }

    /// What the source is called in the target, such as `7a`.
    async fn label(&self) -> Option<&str> {
        self.0.label.as_deref()
    }

    /// The appendix, the successor, the supplement, the translation or the evidence.
    async fn source(&self, ctx: &Context<'_>) -> Nullable<Document> {
        ctx.related::<document::Entity, _>(self.0.source_id).await
    }

    /// The document that it is an appendix of, replaces, supplements, translates or gives evidence for.
    async fn target(&self, ctx: &Context<'_>) -> Nullable<Document> {
        ctx.related::<document::Entity, _>(self.0.target_id).await
    }

    /// When they were linked.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// What the viewer may do with it.
    async fn viewer_can(&self, ctx: &Context<'_>) -> Result<DocumentLinkPermissions> {
        let source = ctx.load::<document::Entity>(self.0.source_id).await?;
        let edits =
            |source: Arc<document::Model>| Allows::<EditDocument>::allows(&*source, ctx.viewer());
        Ok(DocumentLinkPermissions {
            unlink: source.is_some_and(edits),
        })
    }
}

/// What the viewer may do with a link.
#[derive(SimpleObject)]
pub struct DocumentLinkPermissions {
    /// Take it away with `unlinkDocuments`: whoever may change the source.
    pub unlink: bool,
}

list! {
    /// What it is to other documents: links of which it is the source, in the order of their labels.
    LinksOfDocument of document { links: document_link as DocumentLink, filter DocumentLinkFilter, order DocumentLinkOrder,
        by Link::by(Column::SourceId) }
}
list! {
    /// What other documents are to it: links of which it is the target, in the order of their labels.
    LinksToDocument of document { linked_from: document_link as DocumentLink, filter DocumentLinkFilter, order DocumentLinkOrder,
        by Link::by(Column::TargetId) }
}
list! {
    /// Its appendices: links of which it is the target, in the natural order of their labels, 2 before 10.
    AppendicesOfDocument of document { appendices: document_link as DocumentLink, filter DocumentLinkFilter, order DocumentLinkOrder,
        by Link::by(Column::TargetId), within Appendix }
}

/// Appendices only.
#[derive(Debug)]
struct Appendix(DocumentLinkFilter);

impl Narrow<document_link::Entity> for Appendix {
    fn condition(&self, viewer: &Viewer) -> Result<Condition> {
        Ok(Condition::all()
            .add(Column::Kind.eq(DocumentLinkKind::AppendixOf))
            .add(self.0.condition(viewer)?))
    }
}

/// Which links. Everything given must fit.
#[derive(InputObject, Clone, Debug, Default)]
pub struct DocumentLinkFilter {
    /// Of one of these kinds.
    pub kinds: Option<Vec<DocumentLinkKind>>,
}

impl Narrow<document_link::Entity> for DocumentLinkFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition> {
        let kinds = self.kinds.clone();
        Ok(Condition::all().add_option(kinds.map(|kinds| one_of_kinds(Column::Kind, &kinds))))
    }
}

/// What links are sorted by.
#[derive(Enum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DocumentLinkOrderField {
    /// Their labels, numbers by their value: 1a, 2, 10; those without one last.
    #[default]
    Label,
    /// When they were made.
    CreatedAt,
}

/// How links are sorted.
#[derive(InputObject, Clone, Debug, Default)]
pub struct DocumentLinkOrder {
    /// By what.
    #[graphql(default)]
    pub field: DocumentLinkOrderField,
    /// Which way.
    #[graphql(default)]
    pub direction: Direction,
}

impl Sorted<document_link::Entity> for DocumentLinkOrder {
    fn sort(&self) -> Sort<document_link::Entity> {
        let sort = match self.field {
            DocumentLinkOrderField::Label => Sort::by(Column::LabelSort),
            DocumentLinkOrderField::CreatedAt => Sort::by(Column::CreatedAt),
        };
        sort.descending(self.direction.descending())
    }
}
