//! How documents hang together.
//!
//! 1. An editor of the source links it. To become an appendix of a document or to take its place, one must edit that one too.
//! 2. A document is not linked to itself, to another twice in the same way, nor so that links of one kind lead back to it.
//! 3. Appendices stand in the natural order of their labels: 1a before 2, 2 before 10.

use std::collections::BTreeSet;

use entity::{
    document,
    document_link::{self, Column, DocumentLinkKind},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{
    circle::CAPACITY,
    graphql::{LinkDocumentsInput, UnlinkDocumentsInput},
    issuing::{Edited, write},
    policy::EditDocument,
};
use crate::platform::{
    access::{Allows, Work},
    error::{Error, Refusal, Result},
    graphql::{Check, id},
    store::one_of,
};

/// A document would be linked to itself.
pub const SELF_LINK: &str = "SELF_LINK";
/// The links would lead back to where they began.
pub const RING: &str = "RING";
/// They are linked in this way already.
pub const ALREADY_LINKED: &str = "ALREADY_LINKED";
/// The other document is not the viewer's to hang something on.
pub const NOT_YOUR_DOCUMENT: &str = "NOT_YOUR_DOCUMENT";

/// Characters of a label.
const LABEL: usize = 20;

/// Links one document to another.
pub(super) async fn link(work: &Work, input: LinkDocumentsInput) -> Result<document_link::Model> {
    let mut check = Check::default();
    let source = check.take(id::of::<document::Entity>(&input.source_id, "sourceId"))?;
    let target = check.take(id::of::<document::Entity>(&input.target_id, "targetId"))?;
    let label = check.optional("label", input.label, LABEL);
    if source.is_some() && source == target {
        let message = "targetId names the document itself; name another one.";
        check.refuse("targetId", SELF_LINK, message);
    }
    check.finish()?;
    let (source, target) = source.zip(target).ok_or(Error::NotFound)?;
    let chain = lock_chain(work, source, target, input.kind).await?;
    let source = work
        .permit::<EditDocument, document::Entity>(source)
        .await?;
    check_target(work, target, input.kind).await?;
    if chain.contains(&source.id) {
        let message = "targetId leads back to sourceId by links of the same kind; a document cannot hang on itself.";
        return Err(Refusal::new(RING, message).at("targetId").into());
    }
    let row = document_link::ActiveModel {
        target_id: Set(target),
        kind: Set(input.kind),
        label_sort: Set(natural(label.as_deref())),
        label: Set(label),
        audience_id: Set(source.audience_id),
        ..Default::default()
    };
    let linked = work.insert(row, &source).await.map_err(|error| {
        if !error.is_duplicate() {
            return error;
        }
        let message =
            "The two documents are linked in this way already; unlink them first to give another label.";
        Refusal::new(ALREADY_LINKED, message).at("targetId").into()
    })?;
    touch(work, &source).await?;
    Ok(linked)
}

/// Takes a link away; answers with the document that it began at.
pub(super) async fn unlink(work: &Work, input: UnlinkDocumentsInput) -> Result<document::Model> {
    let id = id::of::<document_link::Entity>(&input.id, "id")?;
    let link = work.visible::<document_link::Entity>(id).await?;
    let source = work
        .permit::<EditDocument, document::Entity>(link.source_id)
        .await?;
    work.remove_under::<document_link::Entity, _, _>(&source, link.id)
        .await?;
    touch(work, &source).await
}

/// The next version of a document of which only its links have changed.
async fn touch(work: &Work, document: &Edited) -> Result<document::Model> {
    write(work, document, (**document).clone()).await
}

async fn check_target(work: &Work, target: Uuid, kind: DocumentLinkKind) -> Result<()> {
    let mut check = Check::default();
    check
        .known::<document::Entity>(work, "targetId", &[target])
        .await?;
    check.finish()?;
    let target = work.visible::<document::Entity>(target).await?;
    let theirs = match kind {
        DocumentLinkKind::AppendixOf | DocumentLinkKind::Replaces => {
            Allows::<EditDocument>::allows(&target, work.viewer())
        }
        _ => true,
    };
    if theirs {
        return Ok(());
    }
    let message = "Only who edits the target may give it an appendix or put something in its place; ask them, or use SUPPLEMENTS.";
    Err(Refusal::new(NOT_YOUR_DOCUMENT, message)
        .at("targetId")
        .into())
}

/// The documents that links of a kind lead to from the target, all of them locked together with the source, so that nobody
/// closes a ring from the other side meanwhile.
async fn lock_chain(
    work: &Work,
    source: Uuid,
    target: Uuid,
    kind: DocumentLinkKind,
) -> Result<BTreeSet<Uuid>> {
    let system = work.as_system(CAPACITY);
    let mut locked = BTreeSet::new();
    loop {
        let chain = chain_from(&system, target, kind).await?;
        let wanted: BTreeSet<Uuid> = chain.iter().copied().chain([source]).collect();
        if wanted.is_subset(&locked) {
            return Ok(chain);
        }
        // In the order of their ids, so that two of these seldom wait for each other.
        let fresh: Vec<Uuid> = wanted.difference(&locked).copied().collect();
        let these = one_of(
            system.viewer().backend(),
            document::Column::Id.into_expr(),
            &fresh,
        );
        let lock = system
            .select::<document::Entity>()
            .filter(these)
            .order_by_asc(document::Column::Id)
            .lock_exclusive();
        system.all(lock).await?;
        locked.extend(fresh);
    }
}

/// A document and all those that links of a kind lead to from it.
async fn chain_from(system: &Work, first: Uuid, kind: DocumentLinkKind) -> Result<BTreeSet<Uuid>> {
    let mut chain = BTreeSet::from([first]);
    let mut edge = vec![first];
    while !edge.is_empty() {
        let from = one_of(
            system.viewer().backend(),
            Column::SourceId.into_expr(),
            &edge,
        );
        let links = system
            .select::<document_link::Entity>()
            .filter(Column::Kind.eq(kind))
            .filter(from);
        let links = system.all(links).await?.into_iter();
        edge = links
            .map(|link| link.target_id)
            .filter(|id| chain.insert(*id))
            .collect();
    }
    Ok(chain)
}

/// What labels sort by: numbers by their value, letters in any case alike; none at all comes last.
pub fn natural(label: Option<&str>) -> String {
    let Some(label) = label else {
        return "~".to_owned();
    };
    let mut key = String::new();
    let mut digits = String::new();
    for letter in label.to_lowercase().chars().chain([' ']) {
        match letter {
            '0'..='9' => digits.push(letter),
            other => {
                if !digits.is_empty() {
                    let number = digits.trim_start_matches('0');
                    key.push_str(&format!("{number:0>20}"));
                    digits.clear();
                }
                if !other.is_whitespace() {
                    key.push(other);
                }
            }
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::natural;

    #[test]
    fn labels_sort_by_their_numbers() {
        let labels = [
            "1 a–c", "1b", "2", "7a", "7B", "7 c", "10", "Bilag 2", "Bilag 11",
        ];
        let mut sorted = labels;
        sorted.sort_by_key(|label| natural(Some(label)));
        assert_eq!(sorted, labels);
        assert!(natural(None) > natural(Some("zz")));
    }
}
