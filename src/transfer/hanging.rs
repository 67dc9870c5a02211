//! What is wrong between documents: links to themselves or in a ring, links and versions that are there already.

use std::collections::{BTreeSet, HashMap, HashSet};

use entity::{
    document_link::{self, DocumentLinkKind},
    document_version,
};
use uuid::Uuid;

use super::{
    faults::Faults,
    file::{File, Row},
    lookup::under,
    records::{DocumentLink, DocumentVersion, Kind},
};
use crate::platform::{
    access::{Import, Permitted, Platform, Work},
    error::Result,
};

/// Which documents each one leads to, by kind of link.
type Edges = HashMap<(DocumentLinkKind, Uuid), BTreeSet<Uuid>>;

pub(super) async fn check(
    work: &Work,
    permit: &Permitted<Import, Platform>,
    file: &File,
    faults: &mut Faults,
) -> Result<()> {
    numbers(work, permit, file, faults).await?;
    let mut edges = there(work, permit, file).await?;
    let known = |row: Row<'_, DocumentLink>| {
        let from = file.find(Kind::Document, &row.record.from)?;
        let to = file.find(Kind::Document, &row.record.to)?;
        Some((row.line, row.record.kind, from, to))
    };
    for (line, kind, from, to) in file.all::<DocumentLink>().filter_map(known) {
        if from == to {
            faults.note(line, "to", "a document cannot be linked to itself");
            continue;
        }
        if leads(&edges, kind, to, from) {
            let message =
                "leads back to `from` by links of the same kind; a document cannot hang on itself";
            faults.note(line, "to", message);
        } else if !edges.entry((kind, from)).or_default().insert(to) {
            faults.note(line, "to", "they are linked in that way already");
        }
    }
    Ok(())
}

/// True when links of a kind lead from one document to another.
fn leads(edges: &Edges, kind: DocumentLinkKind, from: Uuid, to: Uuid) -> bool {
    let (mut met, mut next) = (HashSet::from([from]), vec![from]);
    while let Some(id) = next.pop() {
        if id == to {
            return true;
        }
        let further = edges.get(&(kind, id)).into_iter().flatten();
        next.extend(further.filter(|id| met.insert(**id)));
    }
    false
}

/// The links that the database has among the documents that the file points at, and wherever those lead.
async fn there(work: &Work, permit: &Permitted<Import, Platform>, file: &File) -> Result<Edges> {
    let mut edges = Edges::new();
    let mut edge = file.outside(Kind::Document);
    let mut met: HashSet<Uuid> = edge.iter().copied().collect();
    while !edge.is_empty() {
        let column = document_link::Column::SourceId;
        let links = under::<document_link::Entity>(work, permit, column, &edge).await?;
        edge.clear();
        for link in links {
            let from = edges.entry((link.kind, link.source_id)).or_default();
            from.insert(link.target_id);
            if met.insert(link.target_id) {
                edge.push(link.target_id);
            }
        }
    }
    Ok(edges)
}

async fn numbers(
    work: &Work,
    permit: &Permitted<Import, Platform>,
    file: &File,
    faults: &mut Faults,
) -> Result<()> {
    let documents = file.outside(Kind::Document);
    let column = document_version::Column::DocumentId;
    let there = under::<document_version::Entity>(work, permit, column, &documents).await?;
    let there: HashSet<(Uuid, i32)> = there
        .iter()
        .map(|row| (row.document_id, row.number))
        .collect();
    for row in file.all::<DocumentVersion>() {
        let document = file.find(Kind::Document, &row.record.document);
        if document.is_some_and(|id| there.contains(&(id, row.record.number))) {
            let message = format!("the document has a version {} already", row.record.number);
            faults.note(row.line, "number", message);
        }
    }
    Ok(())
}
