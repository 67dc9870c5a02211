//! Rows of documents.

use std::collections::HashMap;

use entity::{
    document, document_attachment, document_link, document_part::DocumentPartKind,
    document_version, municipality_link, network_share,
};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::{
    super::{
        Taken,
        file::Row,
        records::{Document, DocumentAttachment, DocumentLink, DocumentVersion, Kind, origin},
    },
    Writer, made,
};
use crate::{
    documents::{circle::of_version, content, link::natural},
    networks::circle::{Circle, Ties},
    platform::error::{Error, Result},
};

impl Writer<'_> {
    pub(super) async fn documents(&mut self, taken: Taken) -> Result<()> {
        let mut rows = vec![];
        for row in self.file.all::<Document>() {
            let document = self.document(&row).await?;
            let circle = Circle {
                audience: document.audience_id,
                editors: document.editors_id,
            };
            self.facts.documents.insert(row.id, circle);
            rows.push(sea_orm::ActiveModelTrait::reset_all(
                sea_orm::IntoActiveModel::into_active_model(document),
            ));
        }
        self.put(rows).await?;
        self.parts_of_documents().await?;
        self.ties_of_documents().await?;
        self.versions(taken).await?;
        let links = self.file.all::<DocumentLink>().map(|row| {
            let one = row.record.clone();
            let source = self.file.one(Kind::Document, &one.from)?;
            Ok(document_link::ActiveModel {
                id: Set(row.id),
                source_id: Set(source),
                target_id: Set(self.file.one(Kind::Document, &one.to)?),
                kind: Set(one.kind),
                label_sort: Set(natural(one.label.as_deref())),
                label: Set(one.label),
                audience_id: Set(self.circle_of_document(source)?.audience),
                ..Default::default()
            })
        });
        self.put(made(links)?).await
    }

    fn circle_of_document(&self, document: Uuid) -> Result<Circle> {
        let known = self.facts.documents.get(&document).copied();
        known.ok_or_else(|| Error::internal(anyhow::anyhow!("nothing is known of {document}")))
    }

    async fn document(&self, row: &Row<'_, Document>) -> Result<document::Model> {
        let one = row.record.clone();
        let now = self.work.now();
        let owner = self.file.maybe(Kind::Organisation, &one.owner)?;
        let (title_sort, title_fold) =
            content::title_keys(&one.title, &one.locale).unwrap_or_default();
        let published_at = one
            .is_published()
            .then(|| one.published_at.map_or(now, |at| at.0));
        let mut made = document::Model {
            id: row.id,
            kind: one.kind,
            kind_text: one.kind_text,
            title_sort,
            title_fold,
            locale: one.locale,
            title: one.title,
            summary: one.summary,
            owner_id: owner,
            publisher_id: self.file.maybe(Kind::Organisation, &one.publisher)?,
            publisher_seat_id: self.file.maybe(Kind::Municipality, &one.publisher_seat)?,
            case_number: one.case_number,
            decided_by: one.decided_by,
            decision_date: one.decision_date.map(|day| day.0),
            decision_section: one.decision_section,
            when_text: one.when_text,
            when_earliest: one.when_earliest.map(|day| day.0),
            when_latest: one.when_latest.map(|day| day.0),
            sort_on: self.work.today(),
            status_text: one.status_text,
            valid_from: one.valid_from.map(|day| day.0),
            valid_to: one.valid_to.map(|day| day.0),
            licence: one.licence,
            stated_principle_count: one.stated_principle_count,
            responsible_unit: one.responsible_unit,
            content_owner_id: self.file.maybe(Kind::Person, &one.content_owner)?,
            content_owner_text: one.content_owner_text,
            last_reviewed_at: one.last_reviewed_at.map(|at| at.0),
            review_due_at: one.review_due_at.map(|at| at.0),
            visibility: one.visibility,
            published_at,
            publish_at: one.publish_at.map(|at| at.0),
            embargo_until: one.embargo_until.map(|at| at.0),
            released_at: None,
            archived_at: one.archived_at.map(|at| at.0),
            audience_id: Uuid::nil(),
            editors_id: Uuid::nil(),
            source: one.source,
            origin: origin(one.origin),
            version: 1,
            created_at: now,
            updated_at: now,
        };
        made.sort_on = content::dated(&made);
        made.released_at = crate::documents::released(&made, now);
        let networks = self.file.each(Kind::Network, &row.record.networks)?;
        let networks = networks
            .into_iter()
            .map(|id| Ok((id, self.circle(id)?.visibility)));
        let ties = Ties {
            networks: networks.collect::<Result<_>>()?,
            ..Ties::of(owner)
        };
        let released = made.released_at.is_some();
        let circle = ties.circle(self.work, made.visibility, released).await?;
        (made.audience_id, made.editors_id) = (circle.audience, circle.editors);
        Ok(made)
    }

    async fn parts_of_documents(&self) -> Result<()> {
        let mut rows = vec![];
        for row in self.file.all::<Document>() {
            let lists = [
                (DocumentPartKind::Section, &row.record.sections),
                (DocumentPartKind::Model, &row.record.models),
                (DocumentPartKind::Principle, &row.record.principles),
            ];
            for (kind, texts) in lists {
                let parts = content::part_rows(kind, texts.clone()).into_iter();
                rows.extend(parts.map(|part| entity::document_part::ActiveModel {
                    document_id: Set(row.id),
                    ..part
                }));
            }
        }
        self.put(rows).await
    }

    async fn ties_of_documents(&self) -> Result<()> {
        let (mut networks, mut municipalities) = (vec![], vec![]);
        for row in self.file.all::<Document>() {
            for network in self.file.each(Kind::Network, &row.record.networks)? {
                networks.push(network_share::ActiveModel {
                    subject_id: Set(row.id),
                    network_id: Set(network),
                });
            }
            let places = self
                .file
                .each(Kind::Municipality, &row.record.municipalities)?;
            for (position, municipality) in (0..).zip(places) {
                municipalities.push(municipality_link::ActiveModel {
                    subject_id: Set(row.id),
                    municipality_id: Set(municipality),
                    position: Set(position),
                });
            }
        }
        self.put(networks).await?;
        self.put(municipalities).await
    }

    /// Their files lie in the storage already; here they get their rows.
    async fn versions(&self, mut taken: Taken) -> Result<()> {
        let (mut files, mut texts, mut versions) = (vec![], vec![], vec![]);
        for row in self.file.all::<DocumentVersion>() {
            let one = row.record.clone();
            let lost = || Error::internal(anyhow::anyhow!("the file of line {}", row.line));
            let received = taken.remove(&row.line).ok_or_else(lost)?;
            let (file, text) = received.rows(None, self.work.now())?;
            let document = self.file.one(Kind::Document, &one.document)?;
            let circle = self.circle_of_document(document)?;
            versions.push(document_version::ActiveModel {
                id: Set(row.id),
                document_id: Set(document),
                number: Set(one.number),
                file_id: file.id.clone(),
                file_name: file.name.clone(),
                media_type: file.media_type.clone(),
                size: file.size.clone(),
                sha256: file.sha256.clone(),
                stage: Set(one.stage),
                note: Set(one.note),
                creator_id: Set(None),
                audience_id: Set(of_version(one.stage, circle)),
                editors_id: Set(circle.editors),
                ..Default::default()
            });
            files.push(file);
            texts.extend(text);
        }
        self.put(files).await?;
        self.put(texts).await?;
        self.put(versions).await
    }

    pub(super) async fn attachments(&self) -> Result<()> {
        let mut places: HashMap<(Uuid, String), i32> = HashMap::new();
        let mut rows = vec![];
        for row in self.file.all::<DocumentAttachment>() {
            let one = row.record;
            let subject = self.file.one(one.subject_type.kind(), &one.subject)?;
            let place = places
                .entry((subject, format!("{:?}", one.role)))
                .or_default();
            rows.push(document_attachment::ActiveModel {
                subject_id: Set(subject),
                document_id: Set(self.file.one(Kind::Document, &one.document)?),
                role: Set(one.role),
                position: Set(*place),
            });
            *place += 1;
        }
        self.put(rows).await
    }
}
