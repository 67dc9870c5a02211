//! What mutations of documents take.

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::{
    Visibility, document::DocumentKind, document_link::DocumentLinkKind,
    document_version::DocumentStage,
};

use crate::platform::graphql::{
    Date, DateTime, Kept, Locale, LocalizedTextInput, PartialDateInput, SafeInt,
};

/// What a document can have. What is left out stays as it is; null takes it away.
#[derive(InputObject)]
pub struct DocumentContentInput {
    /// The kind in your own words, where ours is coarser; at most 200 characters.
    pub kind_text: MaybeUndefined<String>,
    /// What it says, in short, in one or more languages; at most 10,000 characters each.
    pub summary: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// The organisation that brought it out.
    pub publisher_id: MaybeUndefined<ID>,
    /// The municipality where its publisher sits.
    pub publisher_seat_id: MaybeUndefined<ID>,
    /// The number of the case it belongs to; at most 200 characters.
    pub case_number: MaybeUndefined<String>,
    /// The body that decided on it; at most 200 characters.
    pub decided_by: MaybeUndefined<String>,
    /// The day of that decision.
    pub decision_date: MaybeUndefined<Date>,
    /// The section or item of the minutes under which it was decided; at most 200 characters.
    pub decision_section: MaybeUndefined<String>,
    /// When it is from, as exactly as is known.
    pub when: MaybeUndefined<PartialDateInput>,
    /// Where it stands, in words; at most 200 characters.
    pub status_text: MaybeUndefined<String>,
    /// The first day on which it holds.
    pub valid_from: MaybeUndefined<Date>,
    /// The first day on which it no longer holds.
    pub valid_to: MaybeUndefined<Date>,
    /// Under which licence it may be reused: an SPDX identifier such as `CC-BY-4.0`, or words; at most 200 characters.
    pub licence: MaybeUndefined<String>,
    /// The sections of its contents. Takes the place of those before; at most 200, of 200 characters each.
    pub sections: Kept<Vec<String>>,
    /// The models that it sets out or uses. Takes the place of those before; at most 200, of 200 characters each.
    pub models: Kept<Vec<String>>,
    /// The principles that it sets out. Takes the place of those before; at most 200, of 200 characters each.
    pub principles: Kept<Vec<String>>,
    /// How many principles it says it sets out: 0 to 10,000.
    pub stated_principle_count: MaybeUndefined<i32>,
    /// The unit that is responsible for it; at most 200 characters.
    pub responsible_unit: MaybeUndefined<String>,
    /// The person who keeps it right.
    pub content_owner_id: MaybeUndefined<ID>,
    /// Who keeps it right, in words; at most 200 characters.
    pub content_owner_text: MaybeUndefined<String>,
    /// Networks it is shared in; you must belong to those you add. Takes the place of those before; at most 50.
    pub network_ids: Kept<Vec<ID>>,
    /// Themes it is about. Takes the place of those before; at most 50.
    pub theme_ids: Kept<Vec<ID>>,
    /// Municipalities it is about. Takes the place of those before; at most 400.
    pub municipality_ids: Kept<Vec<ID>>,
    /// Until this moment only its editors see it, even when it is published.
    pub embargo_until: MaybeUndefined<DateTime>,
    /// Who may see it once it is released; its networks may narrow that. PUBLIC for a new one.
    pub visibility: Kept<Visibility>,
}

/// A new document.
#[derive(InputObject)]
pub struct CreateDocumentInput {
    /// The organisation that answers for it, for good; you must be one of its editors.
    pub owner_id: ID,
    /// What kind of document it is.
    pub kind: DocumentKind,
    /// The language it is written in.
    pub locale: Locale,
    /// Its title, in its own language and perhaps others; at most 200 characters each.
    pub title: Vec<LocalizedTextInput>,
    #[graphql(flatten)]
    pub content: DocumentContentInput,
}

/// A change of a document. What is left out stays as it is.
#[derive(InputObject)]
pub struct UpdateDocumentInput {
    /// Which document.
    pub id: ID,
    /// The version this change was made from.
    pub version: SafeInt,
    /// What kind of document it is.
    pub kind: Kept<DocumentKind>,
    /// The language it is written in.
    pub locale: Kept<Locale>,
    /// Its title, in its own language and perhaps others; at most 200 characters each.
    pub title: Kept<Vec<LocalizedTextInput>>,
    #[graphql(flatten)]
    pub content: DocumentContentInput,
}

/// Shows a document to those it is for.
#[derive(InputObject)]
pub struct PublishDocumentInput {
    /// Which document.
    pub id: ID,
    /// The version this was decided from.
    pub version: SafeInt,
    /// Not before this moment; without it at once, unless an embargo lies ahead.
    pub publish_at: Option<DateTime>,
}

/// Marks a document as no longer current.
#[derive(InputObject)]
pub struct ArchiveDocumentInput {
    /// Which document.
    pub id: ID,
    /// The version this was decided from.
    pub version: SafeInt,
}

/// Confirms that a document is still right.
#[derive(InputObject)]
pub struct ReviewDocumentInput {
    /// Which document.
    pub id: ID,
    /// The version that was looked through.
    pub version: SafeInt,
    /// By when to look again; without it in twelve months.
    pub review_due_at: Option<DateTime>,
}

/// Hands in a file as the next version of a document.
#[derive(InputObject)]
pub struct AddDocumentVersionInput {
    /// Which document.
    pub document_id: ID,
    /// The `uploadId` that `POST /files` answered; good once, within 24 hours, for who uploaded it.
    pub upload_id: ID,
    /// How far this version has come; a DRAFT is for the document's editors alone.
    pub stage: DocumentStage,
    /// What is new in it; at most 2,000 characters.
    pub note: Option<String>,
}

/// Links one document to another.
#[derive(InputObject)]
pub struct LinkDocumentsInput {
    /// The appendix, the successor, the supplement, the translation or the evidence; you must be one of its editors.
    pub source_id: ID,
    /// The document that it is that to.
    pub target_id: ID,
    /// What the source is to the target.
    pub kind: DocumentLinkKind,
    /// What the source is called in the target, such as `7a`; at most 20 characters.
    pub label: Option<String>,
}

/// Takes a link between documents away.
#[derive(InputObject)]
pub struct UnlinkDocumentsInput {
    /// Which link.
    pub id: ID,
}
