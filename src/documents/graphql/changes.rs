//! What can be done with documents.

use async_graphql::{Context, Object};

use crate::{
    documents::{issuing, link, release, version},
    nodes::{Document, DocumentLink, DocumentVersion},
    payload,
    platform::{error::Result, graphql::ContextExt},
};

use super::inputs::{
    AddDocumentVersionInput, ArchiveDocumentInput, CreateDocumentInput, LinkDocumentsInput,
    PublishDocumentInput, ReviewDocumentInput, UnlinkDocumentsInput, UpdateDocumentInput,
};

payload! {
    /// What was made, or why not.
    CreateDocumentPayload {
        /// The new document.
        document: Document
    }
}
payload! {
    /// What was changed, or why not.
    UpdateDocumentPayload {
        /// The document as it is now.
        document: Document
    }
}
payload! {
    /// What was published, or why not.
    PublishDocumentPayload {
        /// The document as it is now.
        document: Document
    }
}
payload! {
    /// What was archived, or why not.
    ArchiveDocumentPayload {
        /// The document as it is now.
        document: Document
    }
}
payload! {
    /// What was reviewed, or why not.
    ReviewDocumentPayload {
        /// The document as it is now.
        document: Document
    }
}
payload! {
    /// What was handed in, or why not.
    AddDocumentVersionPayload {
        /// The new version.
        document_version: DocumentVersion
    }
}
payload! {
    /// What was linked, or why not.
    LinkDocumentsPayload {
        /// The new link.
        document_link: DocumentLink
    }
}
payload! {
    /// What was unlinked, or why not.
    UnlinkDocumentsPayload {
        /// The document that the link began at, as it is now.
        document: Document
    }
}

#[derive(Default)]
pub struct DocumentMutations;

#[Object]
impl DocumentMutations {
    /// Makes a document: a draft that its editors alone see. For editors of the organisation that answers for it. Refused with
    /// `NOT_YOUR_NETWORK`, `UNKNOWN`, `REVERSED`, `OUT_OF_RANGE`, and what is wrong in the form.
    async fn create_document(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: CreateDocumentInput,
    ) -> Result<CreateDocumentPayload> {
        let work = ctx.begin().await?;
        let outcome = issuing::create(&work, input).await;
        CreateDocumentPayload::from_outcome(work.finish(outcome).await)
    }

    /// Changes a document. For its editors. Refused as `createDocument`, and with `MISSING` for null where there is always something.
    async fn update_document(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: UpdateDocumentInput,
    ) -> Result<UpdateDocumentPayload> {
        let work = ctx.begin().await?;
        let outcome = issuing::update(&work, input).await;
        UpdateDocumentPayload::from_outcome(work.finish(outcome).await)
    }

    /// Shows a document to those it is for: at once, or when `publishAt` and its embargo have passed. Takes an archived one out of the archive.
    /// For its editors. Refused with `WRONG_STATE` when it is out already.
    async fn publish_document(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: PublishDocumentInput,
    ) -> Result<PublishDocumentPayload> {
        let work = ctx.begin().await?;
        let outcome = release::publish(&work, input).await;
        PublishDocumentPayload::from_outcome(work.finish(outcome).await)
    }

    /// Marks a document as no longer current; it stays visible to those it is for. For its editors. Refused with `WRONG_STATE` unless it is out.
    async fn archive_document(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: ArchiveDocumentInput,
    ) -> Result<ArchiveDocumentPayload> {
        let work = ctx.begin().await?;
        let outcome = release::archive(&work, input).await;
        ArchiveDocumentPayload::from_outcome(work.finish(outcome).await)
    }

    /// Confirms that a document is still right; the next review is due in twelve months, or when the input says. For its editors.
    /// Refused with `IN_THE_PAST`.
    async fn review_document(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: ReviewDocumentInput,
    ) -> Result<ReviewDocumentPayload> {
        let work = ctx.begin().await?;
        let outcome = release::review(&work, input).await;
        ReviewDocumentPayload::from_outcome(work.finish(outcome).await)
    }

    /// Hands in an uploaded file as the next version of a document; it never changes after that. For the document's editors. Refused with
    /// `WRONG_ID`, `UPLOAD_GONE`, `UPLOAD_USED` and `NUMBER_TAKEN`.
    async fn add_document_version(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: AddDocumentVersionInput,
    ) -> Result<AddDocumentVersionPayload> {
        let work = ctx.begin().await?;
        let outcome = version::add(&work, input).await;
        AddDocumentVersionPayload::from_outcome(work.finish(outcome).await)
    }

    /// Links one document to another. For editors of the source, and with APPENDIX_OF and REPLACES of the target too. Refused with `SELF_LINK`,
    /// `RING` when links of the kind lead back, `ALREADY_LINKED`, `NOT_YOUR_DOCUMENT` and `UNKNOWN`.
    async fn link_documents(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: LinkDocumentsInput,
    ) -> Result<LinkDocumentsPayload> {
        let work = ctx.begin().await?;
        let outcome = link::link(&work, input).await;
        LinkDocumentsPayload::from_outcome(work.finish(outcome).await)
    }

    /// Takes a link away. For editors of its source.
    async fn unlink_documents(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: UnlinkDocumentsInput,
    ) -> Result<UnlinkDocumentsPayload> {
        let work = ctx.begin().await?;
        let outcome = link::unlink(&work, input).await;
        UnlinkDocumentsPayload::from_outcome(work.finish(outcome).await)
    }
}
