//! A document: what it is, who answers for it, and where it stands.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, SimpleObject};
use entity::{
    Origin, Visibility,
    document::{self, DocumentKind},
    document_part::{self, DocumentPartKind},
    municipality, organisation, person,
};

use crate::{
    documents::{
        policy::EditDocument,
        release::{DocumentState, is_stale},
    },
    nodes::{Municipality, Organisation, Person},
    platform::{
        access::Allows,
        error::Result,
        graphql::{
            ContextExt, Date, DateTime, Locale, LocalizedText, Nullable, PartialDate, SafeInt, id,
            list_size,
        },
    },
};

pub struct DocumentFields(pub Arc<document::Model>);

impl DocumentFields {
    async fn parts(&self, ctx: &Context<'_>, kind: DocumentPartKind) -> Result<Vec<String>> {
        let parts = ctx
            .details::<document::Entity, document_part::Entity>(&self.0)
            .await?;
        let own = parts.iter().filter(|part| part.kind == kind);
        Ok(own.map(|part| part.text.clone()).collect())
    }
}

#[Object]
impl DocumentFields {
    /// Opaque id of this document.
    async fn id(&self) -> ID {
        id::global("Document", self.0.id)
    }

    /// What kind of document it is.
    async fn kind(&self) -> DocumentKind {
        self.0.kind
    }

    /// The kind in the source's words, where ours is coarser.
    async fn kind_text(&self) -> Option<&str> {
        self.0.kind_text.as_deref()
    }

    /// The language it is written in.
    async fn locale(&self) -> Locale {
        Locale(self.0.locale.clone())
    }

    /// Its title.
    async fn title(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language wanted; without it the request's Accept-Language decides.")]
        locale: Option<Locale>,
    ) -> LocalizedText {
        ctx.named(&self.0.title, &self.0.locale, locale)
    }

    /// Its title in every language there is.
    #[graphql(directive = list_size::apply(3))]
    async fn titles(&self) -> Vec<LocalizedText> {
        let text = |(locale, text): (&String, &String)| LocalizedText {
            text: text.clone(),
            locale: Locale(locale.clone()),
            is_fallback: false,
        };
        self.0.title.0.iter().map(text).collect()
    }

    /// What it says, in short; plain text.
    async fn summary(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language wanted; without it the request's Accept-Language decides.")]
        locale: Option<Locale>,
    ) -> Option<LocalizedText> {
        let texts = self.0.summary.as_ref()?;
        ctx.localize(texts, &self.0.locale, locale)
    }

    /// The organisation that answers for it; its editors change it.
    async fn owner(&self, ctx: &Context<'_>) -> Nullable<Organisation> {
        ctx.related::<organisation::Entity, _>(self.0.owner_id)
            .await
    }

    /// The organisation that brought it out.
    async fn publisher(&self, ctx: &Context<'_>) -> Nullable<Organisation> {
        ctx.related::<organisation::Entity, _>(self.0.publisher_id)
            .await
    }

    /// The municipality where its publisher sits.
    async fn publisher_seat(&self, ctx: &Context<'_>) -> Nullable<Municipality> {
        ctx.related::<municipality::Entity, _>(self.0.publisher_seat_id)
            .await
    }

    /// The number of the case it belongs to.
    async fn case_number(&self) -> Option<&str> {
        self.0.case_number.as_deref()
    }

    /// The body that decided on it, in words.
    async fn decided_by(&self) -> Option<&str> {
        self.0.decided_by.as_deref()
    }

    /// The day of that decision.
    async fn decision_date(&self) -> Option<Date> {
        self.0.decision_date.map(Date)
    }

    /// The section or item of the minutes under which it was decided, such as `§ 47`.
    async fn decision_section(&self) -> Option<&str> {
        self.0.decision_section.as_deref()
    }

    /// When it is from, as exactly as is known; null when nothing is.
    async fn when(&self) -> Option<PartialDate> {
        let row = &self.0;
        PartialDate::of(&row.when_text, row.when_earliest, row.when_latest)
    }

    /// Where it stands in the source's words, such as `draft, adoption planned 2020-04-29`.
    async fn status_text(&self) -> Option<&str> {
        self.0.status_text.as_deref()
    }

    /// The first day on which it holds.
    async fn valid_from(&self) -> Option<Date> {
        self.0.valid_from.map(Date)
    }

    /// The first day on which it no longer holds.
    async fn valid_to(&self) -> Option<Date> {
        self.0.valid_to.map(Date)
    }

    /// Under which licence it may be reused: an SPDX identifier such as `CC-BY-4.0`, or words.
    async fn licence(&self) -> Option<&str> {
        self.0.licence.as_deref()
    }

    /// The sections of its contents, in order.
    async fn sections(&self, ctx: &Context<'_>) -> Result<Vec<String>> {
        self.parts(ctx, DocumentPartKind::Section).await
    }

    /// The models that it sets out or uses, in order.
    async fn models(&self, ctx: &Context<'_>) -> Result<Vec<String>> {
        self.parts(ctx, DocumentPartKind::Model).await
    }

    /// The principles that it sets out, in order.
    async fn principles(&self, ctx: &Context<'_>) -> Result<Vec<String>> {
        self.parts(ctx, DocumentPartKind::Principle).await
    }

    /// How many principles it sets out, as the source states; they need not be listed here.
    async fn stated_principle_count(&self) -> Option<i32> {
        self.0.stated_principle_count
    }

    /// The unit that is responsible for it, in words.
    async fn responsible_unit(&self) -> Option<&str> {
        self.0.responsible_unit.as_deref()
    }

    /// The person who keeps it right; null when there is none, or none that the viewer may see.
    async fn content_owner(&self, ctx: &Context<'_>) -> Nullable<Person> {
        ctx.related::<person::Entity, _>(self.0.content_owner_id)
            .await
    }

    /// Who keeps it right, in words.
    async fn content_owner_text(&self) -> Option<&str> {
        self.0.content_owner_text.as_deref()
    }

    /// Whether anybody is named who keeps it right, a person or in words; false is a gap.
    async fn has_content_owner(&self) -> bool {
        self.0.content_owner_id.is_some() || self.0.content_owner_text.is_some()
    }

    /// When somebody last looked through it and found it right.
    async fn last_reviewed_at(&self) -> Option<DateTime> {
        self.0.last_reviewed_at.map(DateTime)
    }

    /// By when it is to be reviewed; twelve months after it was published, adopted or reviewed, unless set otherwise.
    async fn review_due_at(&self) -> Option<DateTime> {
        self.0.review_due_at.map(DateTime)
    }

    /// True when it is out, not archived, and the day on which its review was due has passed.
    async fn is_stale(&self, ctx: &Context<'_>) -> bool {
        is_stale(&self.0, ctx.reader().store().clock.today())
    }

    /// Where it stands, from draft to archive.
    async fn state(&self) -> DocumentState {
        DocumentState::of(&self.0)
    }

    /// Who may see it, as its editors chose; its networks may narrow that, and until it is released only its editors see it.
    async fn visibility(&self) -> Visibility {
        self.0.visibility
    }

    /// When an editor published it; null for a draft.
    async fn published_at(&self) -> Option<DateTime> {
        self.0.published_at.map(DateTime)
    }

    /// Before this moment it is not shown, though published.
    async fn publish_at(&self) -> Option<DateTime> {
        self.0.publish_at.map(DateTime)
    }

    /// Until this moment it is not shown, whatever else is set.
    async fn embargo_until(&self) -> Option<DateTime> {
        self.0.embargo_until.map(DateTime)
    }

    /// Since when those it is for can see it.
    async fn released_at(&self) -> Option<DateTime> {
        self.0.released_at.map(DateTime)
    }

    /// Since when it is no longer current.
    async fn archived_at(&self) -> Option<DateTime> {
        self.0.archived_at.map(DateTime)
    }

    /// Where the record was taken from.
    async fn source(&self) -> Option<&str> {
        self.0.source.as_deref()
    }

    /// Where the record came from.
    async fn origin(&self) -> Origin {
        self.0.origin
    }

    /// When the record was made.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When the record was last changed.
    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }

    /// Grows with every change; a change names the version it was made from. Not the number of its file: see `versions`.
    async fn version(&self) -> SafeInt {
        self.0.version.into()
    }

    /// What the viewer may do with it.
    async fn viewer_can(&self, ctx: &Context<'_>) -> DocumentPermissions {
        let edits = Allows::<EditDocument>::allows(&*self.0, ctx.viewer());
        let state = DocumentState::of(&self.0);
        DocumentPermissions {
            edit: edits,
            publish: edits && state != DocumentState::Published,
            archive: edits && state == DocumentState::Published,
        }
    }
}

/// What a viewer may do with a document.
#[derive(SimpleObject)]
pub struct DocumentPermissions {
    /// Change it, review it, link it, and hand in versions.
    pub edit: bool,
    /// Publish it, or take it out of the archive.
    pub publish: bool,
    /// Archive it.
    pub archive: bool,
}
