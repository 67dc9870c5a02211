//! Records of documents.

use entity::{
    LocalizedText, Visibility, document::DocumentKind, document_attachment::AttachmentRole,
    document_link::DocumentLinkKind, document_version::DocumentStage,
};
use serde::{Deserialize, Serialize};

use super::{
    Kind, Line, Noted, Reference,
    check::{NAME, NOTE, TEXT},
    moments::{Day, Instant},
    record, same_name,
};

record! {
    /// Something written down.
    Document {
        kind: DocumentKind, locale: String, title: LocalizedText, visibility: Visibility;
        kind_text: Option<String>, summary: Option<LocalizedText>, owner: Option<String>, publisher: Option<String>,
        publisher_seat: Option<String>, case_number: Option<String>, decided_by: Option<String>, decision_date: Option<Day>,
        decision_section: Option<String>, when_text: Option<String>, when_earliest: Option<Day>, when_latest: Option<Day>,
        status_text: Option<String>, valid_from: Option<Day>, valid_to: Option<Day>, licence: Option<String>,
        sections: Vec<String>, models: Vec<String>, principles: Vec<String>, stated_principle_count: Option<i32>,
        responsible_unit: Option<String>, content_owner: Option<String>, content_owner_text: Option<String>,
        last_reviewed_at: Option<Instant>, review_due_at: Option<Instant>, is_draft: Option<bool>,
        published_at: Option<Instant>, publish_at: Option<Instant>, embargo_until: Option<Instant>,
        archived_at: Option<Instant>, networks: Vec<String>, municipalities: Vec<String>, source: Option<String>,
    }
}

record! {
    /// A document as it was handed in once.
    DocumentVersion {
        document: String, number: i32, stage: DocumentStage, file: String;
        name: Option<String>, sha256: Option<String>, text: Option<String>, note: Option<String>,
    }
}

record! {
    /// How one document stands to another.
    DocumentLink { kind: DocumentLinkKind, from: String, to: String; label: Option<String> }
}

record! {
    /// A document belongs with something else.
    DocumentAttachment { subject_type: Bearer, subject: String, document: String, role: AttachmentRole; }
}

/// What can bear documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Bearer {
    Seminar,
}

impl Bearer {
    pub const ALL: &'static [Self] = &[Self::Seminar];

    pub fn kind(self) -> Kind {
        match self {
            Self::Seminar => Kind::Seminar,
        }
    }
}

impl Document {
    pub fn is_published(&self) -> bool {
        !self.is_draft.unwrap_or_default()
    }
}

impl Noted for Document {
    fn ref_text(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    fn check(&self, line: &mut Line) {
        line.locale("locale", &self.locale);
        line.main_text("title", &self.title, &self.locale);
        if let Some(summary) = &self.summary {
            line.localized("summary", summary, TEXT);
        }
        line.texts(
            NAME,
            [
                ("kindText", &self.kind_text),
                ("caseNumber", &self.case_number),
                ("decidedBy", &self.decided_by),
                ("decisionSection", &self.decision_section),
                ("whenText", &self.when_text),
                ("statusText", &self.status_text),
                ("licence", &self.licence),
                ("responsibleUnit", &self.responsible_unit),
                ("contentOwnerText", &self.content_owner_text),
            ],
        );
        line.texts(NOTE, [("source", &self.source)]);
        for (member, texts) in [
            ("sections", &self.sections),
            ("models", &self.models),
            ("principles", &self.principles),
        ] {
            for text in texts {
                line.text(member, text, NAME);
            }
        }
        line.counts([("statedPrincipleCount", self.stated_principle_count)]);
        line.order(
            ("whenEarliest", self.when_earliest),
            ("whenLatest", self.when_latest),
            false,
        );
        line.order(
            ("validFrom", self.valid_from),
            ("validTo", self.valid_to),
            true,
        );
        if !self.is_published() && (self.published_at.is_some() || self.archived_at.is_some()) {
            line.note(
                "isDraft",
                "a draft was neither published nor archived; leave publishedAt and archivedAt out, or isDraft",
            );
        }
    }

    fn references(&self) -> Vec<Reference<'_>> {
        let one = |member, kind, text| Reference::maybe(member, kind, text);
        [
            one("owner", Kind::Organisation, &self.owner),
            one("publisher", Kind::Organisation, &self.publisher),
            one("publisherSeat", Kind::Municipality, &self.publisher_seat),
            one("contentOwner", Kind::Person, &self.content_owner),
        ]
        .into_iter()
        .flatten()
        .chain(Reference::all("networks", Kind::Network, &self.networks))
        .chain(Reference::all(
            "municipalities",
            Kind::Municipality,
            &self.municipalities,
        ))
        .collect()
    }
}

impl DocumentVersion {
    /// What the file was called when it was handed in.
    pub fn file_name(&self) -> &str {
        self.name.as_ref().unwrap_or(&self.file)
    }
}

impl Noted for DocumentVersion {
    fn ref_text(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    fn check(&self, line: &mut Line) {
        line.within("number", Some(self.number), 1, i32::MAX);
        line.text("file", &self.file, NAME);
        if self.file.contains(['/', '\\']) || self.file.starts_with('.') {
            line.note(
                "file",
                "must be the name of a file within the folder, without a path",
            );
        }
        line.texts(NAME, [("name", &self.name)]);
        line.texts(NOTE, [("note", &self.note)]);
        let digits = |text: &String| {
            text.len() == 64
                && text
                    .bytes()
                    .all(|one| matches!(one, b'0'..=b'9' | b'a'..=b'f'))
        };
        if self.sha256.as_ref().is_some_and(|text| !digits(text)) {
            line.note("sha256", "must be 64 hexadecimal digits in small letters");
        }
        if self.text.as_ref().is_some_and(|text| text.contains('\0')) {
            line.note("text", "holds a NUL character");
        }
    }

    fn references(&self) -> Vec<Reference<'_>> {
        vec![Reference::new("document", Kind::Document, &self.document)]
    }

    fn keys(&self) -> Vec<String> {
        let document = same_name(&self.document);
        vec![format!("documentVersion {} of {document}", self.number)]
    }
}

impl Noted for DocumentLink {
    fn ref_text(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    fn check(&self, line: &mut Line) {
        line.texts(20, [("label", &self.label)]);
    }

    fn references(&self) -> Vec<Reference<'_>> {
        vec![
            Reference::new("from", Kind::Document, &self.from),
            Reference::new("to", Kind::Document, &self.to),
        ]
    }
}

impl Noted for DocumentAttachment {
    fn ref_text(&self) -> Option<&str> {
        None
    }

    fn check(&self, line: &mut Line) {
        if self.reference.is_some() {
            line.note(
                "ref",
                "nothing points at an attachment; leave the member out",
            );
        }
    }

    fn references(&self) -> Vec<Reference<'_>> {
        vec![
            Reference::new("subject", self.subject_type.kind(), &self.subject),
            Reference::new("document", Kind::Document, &self.document),
        ]
    }

    fn keys(&self) -> Vec<String> {
        let (subject, document) = (same_name(&self.subject), same_name(&self.document));
        vec![format!(
            "documentAttachment {:?} of {document} to {subject} as {:?}",
            self.subject_type, self.role
        )]
    }
}
