//! A whole file, read and named.

use std::collections::HashSet;

use uuid::Uuid;

use super::{
    names::{Named, Names},
    reading::Entry,
    records::{Kind, Record, Reference},
};
use crate::platform::error::{Error, Result};

/// A record, its line, and the row it becomes.
#[derive(Clone, Copy)]
pub(super) struct Row<'a, R> {
    pub line: usize,
    pub id: Uuid,
    pub record: &'a R,
}

pub(super) struct File {
    pub entries: Vec<Entry>,
    pub ids: Vec<Uuid>,
    pub names: Names,
    own: HashSet<Uuid>,
}

impl File {
    pub fn new(entries: Vec<Entry>, named: Named) -> Self {
        Self {
            entries,
            own: named.ids.iter().copied().collect(),
            ids: named.ids,
            names: named.names,
        }
    }

    /// All records of one type, in the order of the file.
    pub fn all<R: Typed>(&self) -> std::vec::IntoIter<Row<'_, R>> {
        let rows = self.entries.iter().zip(&self.ids);
        let rows = rows.filter_map(|(entry, id)| {
            Some(Row {
                line: entry.line,
                id: *id,
                record: R::of(&entry.record)?,
            })
        });
        rows.collect::<Vec<_>>().into_iter()
    }

    pub fn find(&self, kind: Kind, text: &str) -> Option<Uuid> {
        self.names.find(&Reference::new("", kind, text))
    }

    /// The row that a reference means; the file was checked, so it means one.
    pub fn one(&self, kind: Kind, text: &str) -> Result<Uuid> {
        self.find(kind, text).ok_or_else(|| dangling(kind, text))
    }

    pub fn maybe(&self, kind: Kind, text: &Option<String>) -> Result<Option<Uuid>> {
        text.as_ref().map(|text| self.one(kind, text)).transpose()
    }

    /// Those of a list, each once.
    pub fn each<'a>(
        &self,
        kind: Kind,
        texts: impl IntoIterator<Item = &'a String>,
    ) -> Result<Vec<Uuid>> {
        let mut ids = vec![];
        for text in texts {
            let id = self.one(kind, text)?;
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        Ok(ids)
    }

    /// The rows of the database that references to this kind mean.
    pub fn outside(&self, kind: Kind) -> Vec<Uuid> {
        let ids = self.entries.iter().flat_map(|entry| {
            let references = entry.record.noted().references();
            let found = references.into_iter().filter(|one| one.kind == kind);
            found
                .filter_map(|one| self.names.find(&one))
                .collect::<Vec<_>>()
        });
        let ids: HashSet<Uuid> = ids.filter(|id| !self.own.contains(id)).collect();
        ids.into_iter().collect()
    }
}

fn dangling(kind: Kind, text: &str) -> Error {
    Error::internal(anyhow::anyhow!(
        "{} {text:?} was checked and is gone",
        kind.name()
    ))
}

/// A type of record, found among all of them.
pub(super) trait Typed: Sized {
    fn of(record: &Record) -> Option<&Self>;
}

macro_rules! typed {
    ($($kind:ident),+) => {
        $(impl Typed for super::records::$kind {
            fn of(record: &Record) -> Option<&Self> {
                match record {
                    Record::$kind(record) => Some(record),
                    _ => None,
                }
            }
        })+
    };
}
typed!(
    Country,
    Region,
    Municipality,
    TerritoryChange,
    Locality,
    ActionGroupArea,
    Organisation,
    OrganisationRelation,
    Person,
    Affiliation,
    Account,
    Network,
    NetworkMembership,
    NetworkCoordinator,
    Document,
    DocumentVersion,
    DocumentLink,
    DocumentAttachment,
    Programme,
    FundingRuleSet,
    FundingCall,
    Application,
    FundingDecision,
    Prize,
    Initiative,
    SeminarSeries,
    Seminar,
    Registration,
    Theme,
    Experience,
    ReuseReport,
    Question,
    ExchangePost,
    ExchangeMatch,
    Comment,
    Project,
    ProjectRelation,
    Agreement
);
