//! Records of documents.

use std::{collections::HashMap, io::Write};

use entity::{
    document, document_attachment, document_part, document_part::DocumentPartKind,
    document_version, municipality_link, network_share, stored_file,
};
use sea_orm::{ColumnTrait, Condition, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{
    super::{
        lookup::existing,
        records::{
            Bearer, Document, DocumentAttachment, DocumentLink, DocumentVersion, Record,
            moments::{Day, Instant},
        },
        shelf::exported_name,
    },
    Called, Export, PAGE, ids, pages,
};
use crate::platform::error::Result;

/// The details of a page of documents, by document.
struct Parts {
    themes: HashMap<Uuid, Vec<String>>,
    listed: HashMap<Uuid, Vec<document_part::Model>>,
    networks: HashMap<Uuid, Vec<network_share::Model>>,
    municipalities: HashMap<Uuid, Vec<municipality_link::Model>>,
}

impl Parts {
    fn named(&self) -> Vec<Uuid> {
        let networks = self.networks.values().flatten().map(|one| one.network_id);
        let places = self.municipalities.values().flatten();
        networks
            .chain(places.map(|one| one.municipality_id))
            .collect()
    }
}

impl<W: Write> Export<'_, W> {
    pub(super) async fn documents(&mut self) -> Result<()> {
        pages!(self, document, |rows| {
            let own = ids(&rows, |row| row.id);
            let mut parts = Parts {
                themes: self.about(&own).await?,
                listed: self
                    .of::<document_part::Entity>(document_part::Column::DocumentId, &own)
                    .await?,
                networks: self
                    .of::<network_share::Entity>(network_share::Column::SubjectId, &own)
                    .await?,
                municipalities: self
                    .of::<municipality_link::Entity>(municipality_link::Column::SubjectId, &own)
                    .await?,
            };
            let named = rows.iter().flat_map(|row| {
                let others = [row.owner_id, row.publisher_id, row.publisher_seat_id];
                let others = others.into_iter().chain([row.content_owner_id]);
                others.flatten().chain([row.id])
            });
            let called = self.called(named.chain(parts.named()).collect()).await?;
            let records = rows
                .into_iter()
                .map(|row| of_document(row, &mut parts, &called).into());
            records.collect()
        });
        pages!(self, document_version, |rows| {
            self.copy_files(&rows).await?;
            let named = rows.iter().flat_map(|row| [row.id, row.document_id]);
            let called = self.called(named.collect()).await?;
            let record = |row: document_version::Model| DocumentVersion {
                reference: Some(called.own(row.id)),
                origin: None,
                document: called.to(row.document_id),
                number: row.number,
                stage: row.stage,
                file: exported_name(&row.sha256, &row.file_name),
                name: Some(row.file_name),
                sha256: Some(row.sha256),
                text: None,
                note: row.note,
            };
            rows.into_iter().map(|row| record(row).into()).collect()
        });
        pages!(self, document_link, |rows| {
            let named = rows
                .iter()
                .flat_map(|row| [row.id, row.source_id, row.target_id]);
            let called = self.called(named.collect()).await?;
            let record = |row: entity::document_link::Model| DocumentLink {
                reference: Some(called.own(row.id)),
                origin: None,
                kind: row.kind,
                from: called.to(row.source_id),
                to: called.to(row.target_id),
                label: row.label,
            };
            rows.into_iter().map(|row| record(row).into()).collect()
        });
        Ok(())
    }

    /// Puts the files of versions into the folder, if there is one.
    async fn copy_files(&self, versions: &[document_version::Model]) -> Result<()> {
        let Some(outbox) = self.outbox else {
            return Ok(());
        };
        let own = ids(versions, |row| row.file_id);
        let mut files = self
            .of::<stored_file::Entity>(stored_file::Column::Id, &own)
            .await?;
        for version in versions {
            for file in files.remove(&version.file_id).into_iter().flatten() {
                let name = exported_name(&version.sha256, &version.file_name);
                outbox.put(file.key, file.size, &name).await?;
            }
        }
        Ok(())
    }

    /// After everything that bears documents, kind by kind in the order in which these went out: what comes in anew gets its
    /// ids in that order, and goes out again as it came.
    pub(super) async fn attachments(&mut self) -> Result<()> {
        for bearer in Bearer::ALL {
            self.attachments_to(*bearer).await?;
        }
        Ok(())
    }

    async fn attachments_to(&mut self, bearer: Bearer) -> Result<()> {
        use document_attachment::Column;
        let mut last: Option<(Uuid, Uuid)> = None;
        loop {
            let mut select = self
                .work
                .select_under::<document_attachment::Entity, _, _>(self.permit);
            if let Some((subject, document)) = last {
                let further = Condition::all()
                    .add(Column::SubjectId.eq(subject))
                    .add(Column::DocumentId.gt(document));
                let beyond = Condition::any()
                    .add(Column::SubjectId.gt(subject))
                    .add(further);
                select = select.filter(beyond);
            }
            let select = select
                .order_by_asc(Column::SubjectId)
                .order_by_asc(Column::DocumentId)
                .order_by_asc(Column::Role)
                .limit(PAGE);
            let mut rows = self.work.all(select).await?;
            let is_last = (rows.len() as u64) < PAGE;
            // What one thing bears is kept together, so that its order survives.
            let end = rows.last().map(|row| row.subject_id);
            let torn = |row: &document_attachment::Model| Some(row.subject_id) == end;
            if !is_last && !rows.iter().all(torn) {
                rows.retain(|row| !torn(row));
            }
            last = rows.last().map(|row| (row.subject_id, row.document_id));
            rows.sort_by_key(|row| (row.subject_id, format!("{:?}", row.role), row.position));
            let records = self.of_attachments(bearer, rows).await?;
            self.write(records)?;
            if is_last {
                return Ok(());
            }
        }
    }

    async fn of_attachments(
        &self,
        bearer: Bearer,
        mut rows: Vec<document_attachment::Model>,
    ) -> Result<Vec<Record>> {
        let subjects = ids(&rows, |row| row.subject_id);
        let own = existing(self.work, self.permit, bearer.kind(), &subjects).await?;
        rows.retain(|row| own.contains(&row.subject_id));
        let named = rows
            .iter()
            .flat_map(|row| [row.subject_id, row.document_id]);
        let called = self.called(named.collect()).await?;
        let record = |row: document_attachment::Model| DocumentAttachment {
            reference: None,
            origin: None,
            subject_type: bearer,
            subject: called.to(row.subject_id),
            document: called.to(row.document_id),
            role: row.role,
        };
        Ok(rows.into_iter().map(record).map(Into::into).collect())
    }
}

fn of_document(row: document::Model, parts: &mut Parts, called: &Called) -> Document {
    let mut listed = parts.listed.remove(&row.id).unwrap_or_default();
    listed.sort_by_key(|one| one.position);
    let texts = |kind: DocumentPartKind| {
        let own = listed.iter().filter(|one| one.kind == kind);
        own.map(|one| one.text.clone()).collect::<Vec<_>>()
    };
    let mut networks = parts.networks.remove(&row.id).unwrap_or_default();
    networks.sort_by_key(|one| one.network_id);
    let mut municipalities = parts.municipalities.remove(&row.id).unwrap_or_default();
    municipalities.sort_by_key(|one| (one.position, one.municipality_id));
    Document {
        reference: Some(called.own(row.id)),
        origin: Some(row.origin),
        sections: texts(DocumentPartKind::Section),
        models: texts(DocumentPartKind::Model),
        principles: texts(DocumentPartKind::Principle),
        themes: parts.themes.remove(&row.id).unwrap_or_default(),
        networks: networks
            .into_iter()
            .map(|one| called.to(one.network_id))
            .collect(),
        municipalities: municipalities
            .into_iter()
            .map(|one| called.to(one.municipality_id))
            .collect(),
        kind: row.kind,
        locale: row.locale,
        title: row.title,
        visibility: row.visibility,
        kind_text: row.kind_text,
        summary: row.summary,
        owner: called.maybe(row.owner_id),
        publisher: called.maybe(row.publisher_id),
        publisher_seat: called.maybe(row.publisher_seat_id),
        case_number: row.case_number,
        decided_by: row.decided_by,
        decision_date: row.decision_date.map(Day),
        decision_section: row.decision_section,
        when_text: row.when_text,
        when_earliest: row.when_earliest.map(Day),
        when_latest: row.when_latest.map(Day),
        status_text: row.status_text,
        valid_from: row.valid_from.map(Day),
        valid_to: row.valid_to.map(Day),
        licence: row.licence,
        stated_principle_count: row.stated_principle_count,
        responsible_unit: row.responsible_unit,
        content_owner: called.maybe(row.content_owner_id),
        content_owner_text: row.content_owner_text,
        last_reviewed_at: row.last_reviewed_at.map(Instant),
        review_due_at: row.review_due_at.map(Instant),
        is_draft: row.published_at.is_none().then_some(true),
        published_at: row.published_at.map(Instant),
        publish_at: row.publish_at.map(Instant),
        embargo_until: row.embargo_until.map(Instant),
        archived_at: row.archived_at.map(Instant),
        source: row.source,
    }
}
