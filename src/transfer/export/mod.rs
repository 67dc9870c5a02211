//! Writing every record, in an order in which each one stands after those it points at.
//!
//! One transaction that only reads: an export is of one moment. Rows go out a page at a time, so memory does not grow
//! with the database; only the codes of regions, municipalities and themes are held.

mod agreements;
mod documents;
mod exchange;
mod gatherings;
mod networks;
mod organisations;
mod people;
mod places;
mod programmes;
mod projects;
mod seminars;
mod themes;

use std::{collections::HashMap, io::Write};

use entity::{external_ref, municipality, region, theme};
use sea_orm::{ColumnTrait, ModelTrait, QueryFilter, QueryOrder, QuerySelect, Value};
use uuid::Uuid;

use super::{
    Report,
    lookup::{SYSTEM, under},
    records::Record,
    shelf::Outbox,
};
use crate::platform::{
    access::{Import, Permitted, Platform, Under, Work},
    error::{Error, Result},
    store::Store,
};

/// Rows of a page.
const PAGE: u64 = 1_000;

/// Writes all records; accounts go out without their passwords, documents without their files.
pub async fn export(store: &Store, out: impl Write) -> Result<Report> {
    write(store, out, None).await
}

/// Writes all records, and the files that they name into a folder.
pub async fn export_with_files(
    store: &Store,
    out: impl Write,
    outbox: &Outbox<'_>,
) -> Result<Report> {
    write(store, out, Some(outbox)).await
}

async fn write(store: &Store, out: impl Write, outbox: Option<&Outbox<'_>>) -> Result<Report> {
    let work = Work::snapshot(store, "export").await?;
    let outcome = all(&work, out, outbox).await;
    work.finish(outcome).await
}

async fn all(work: &Work, out: impl Write, outbox: Option<&Outbox<'_>>) -> Result<Report> {
    let permit = work.permit_platform::<Import>()?;
    let mut export = Export {
        work,
        permit: &permit,
        out,
        outbox,
        codes: HashMap::new(),
        report: Report::default(),
    };
    export.learn_codes().await?;
    export.places().await?;
    export.themes().await?;
    export.organisations().await?;
    export.people().await?;
    export.networks().await?;
    export.documents().await?;
    export.exchange().await?;
    export.programmes().await?;
    export.projects().await?;
    export.agreements().await?;
    export.seminars().await?;
    export.attachments().await?;
    export.out.flush().map_err(Error::internal)?;
    Ok(export.report)
}

struct Export<'a, W> {
    work: &'a Work,
    permit: &'a Permitted<Import, Platform>,
    out: W,
    outbox: Option<&'a Outbox<'a>>,
    /// Regions and municipalities by official code, where only one bears it; themes by theirs.
    codes: HashMap<Uuid, String>,
    report: Report,
}

/// What rows are called in the file: as an import called them, by official code, or by their id.
struct Called<'a> {
    refs: HashMap<Uuid, String>,
    codes: &'a HashMap<Uuid, String>,
}

impl Called<'_> {
    /// How others point at a row.
    fn to(&self, id: Uuid) -> String {
        let code = self.codes.get(&id);
        code.cloned().unwrap_or_else(|| self.own(id))
    }

    fn maybe(&self, id: Option<Uuid>) -> Option<String> {
        id.map(|id| self.to(id))
    }

    /// The ref that a row itself carries.
    fn own(&self, id: Uuid) -> String {
        let named = self.refs.get(&id);
        named.cloned().unwrap_or_else(|| id.to_string())
    }
}

impl<W: Write> Export<'_, W> {
    /// The next page of a table, by id.
    async fn page<E>(&self, id: E::Column, after: Option<Uuid>) -> Result<Vec<E::Model>>
    where
        E: Under<Import, Platform>,
    {
        let mut select = self.work.select_under::<E, _, _>(self.permit);
        if let Some(after) = after {
            select = select.filter(id.gt(after));
        }
        self.work.all(select.order_by_asc(id).limit(PAGE)).await
    }

    /// Rows of details of these parents, by parent.
    async fn of<E>(&self, parent: E::Column, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<E::Model>>>
    where
        E: Under<Import, Platform>,
    {
        let mut found: HashMap<Uuid, Vec<E::Model>> = HashMap::new();
        for row in under::<E>(self.work, self.permit, parent, ids).await? {
            if let Value::Uuid(Some(parent)) = row.get(parent) {
                found.entry(parent).or_default().push(row);
            }
        }
        Ok(found)
    }

    /// What these rows are called.
    async fn called(&self, mut ids: Vec<Uuid>) -> Result<Called<'_>> {
        ids.sort_unstable();
        ids.dedup();
        let column = external_ref::Column::EntityId;
        let rows = under::<external_ref::Entity>(self.work, self.permit, column, &ids).await?;
        let own = rows.into_iter().filter(|row| row.system == SYSTEM);
        Ok(Called {
            refs: own.map(|row| (row.entity_id, row.external_id)).collect(),
            codes: &self.codes,
        })
    }

    fn write(&mut self, records: Vec<Record>) -> Result<()> {
        for record in records {
            serde_json::to_writer(&mut self.out, &record).map_err(Error::internal)?;
            self.out.write_all(b"\n").map_err(Error::internal)?;
            self.report.add(record.type_name(), 1);
        }
        Ok(())
    }

    /// Where several bear one code, an ended municipality and a current one, they are called by their ids.
    async fn learn_codes(&mut self) -> Result<()> {
        let mut bearers: HashMap<String, Vec<Uuid>> = HashMap::new();
        let mut last = None;
        loop {
            let rows = self
                .page::<municipality::Entity>(municipality::Column::Id, last)
                .await?;
            let Some(row) = rows.last() else { break };
            last = Some(row.id);
            for row in rows {
                let code = format!("{}-{}", row.country_code, row.code);
                bearers.entry(code).or_default().push(row.id);
            }
        }
        let alone = bearers.into_iter().filter(|(_, ids)| ids.len() == 1);
        self.codes.extend(alone.map(|(code, ids)| (ids[0], code)));
        let mut last = None;
        loop {
            let rows = self
                .page::<region::Entity>(region::Column::Id, last)
                .await?;
            let Some(row) = rows.last() else { break };
            last = Some(row.id);
            let named = rows
                .iter()
                .map(|row| (row.id, format!("{}-{}", row.country_code, row.code)));
            self.codes.extend(named);
        }
        let mut last = None;
        loop {
            let rows = self.page::<theme::Entity>(theme::Column::Id, last).await?;
            let Some(row) = rows.last() else { break };
            last = Some(row.id);
            let named = rows.into_iter().map(|row| (row.id, row.code));
            self.codes.extend(named);
        }
        Ok(())
    }
}

/// Goes through a table page by page: `rows` of each page, and what is done with them.
macro_rules! pages {
    ($export:ident, $table:ident, |$rows:ident| $body:block) => {{
        let mut last = None;
        loop {
            let $rows = $export
                .page::<entity::$table::Entity>(entity::$table::Column::Id, last)
                .await?;
            let Some(row) = $rows.last() else { break };
            last = Some(row.id);
            let records: Vec<$crate::transfer::records::Record> = $body;
            $export.write(records)?;
        }
    }};
}
use pages;

fn ids<M>(rows: &[M], id: impl Fn(&M) -> Uuid) -> Vec<Uuid> {
    rows.iter().map(id).collect()
}
