//! A hit: the thing, and where it says what was asked for.

use std::collections::HashMap;

use async_graphql::{Context, Object, SimpleObject};
use entity::search_entry;
use futures_util::future::try_join_all;
use uuid::Uuid;

use super::SearchKind;
use crate::{
    nodes::Node,
    platform::{
        error::Result,
        graphql::{ContextExt, DateTime, Locale},
        list::ById,
    },
    search::{
        kinds::kinds,
        question::Question,
        snippet::{self, Piece},
        subject::{Passage, Searched},
    },
};

/// A piece of the original text.
#[derive(SimpleObject)]
pub struct SearchPiece {
    /// The piece, exactly as it stands in the text; plain, never markup.
    pub text: String,
    /// True where it is what was asked for: a word in any of its forms, or a part of a compound.
    pub is_hit: bool,
}

impl From<&Piece> for SearchPiece {
    fn from(piece: &Piece) -> Self {
        Self {
            text: piece.text.clone(),
            is_hit: piece.is_hit,
        }
    }
}

/// What a tier is worth to clients.
const SCORES: [f64; 4] = [1.0, 0.75, 0.5, 0.25];

/// Something that was found.
pub struct SearchHit {
    node: Node,
    kind: SearchKind,
    tier: i32,
    entry: search_entry::Model,
    title: Vec<Piece>,
    snippet: Vec<Piece>,
}

/// Something that was found, and where it says what was asked for.
#[Object]
impl SearchHit {
    /// The thing itself.
    async fn node(&self) -> &Node {
        &self.node
    }

    /// What kind of thing it is: the type of `node`.
    async fn kind(&self) -> SearchKind {
        self.kind
    }

    /// Its title or name in the language with the most hits. Put together, the pieces are the whole title.
    async fn title(&self) -> Vec<SearchPiece> {
        self.title.iter().map(SearchPiece::from).collect()
    }

    /// About 240 letters of its text, from where most of the question stands; its beginning where only the title has
    /// it, empty where it has no text. Put together, the pieces are a stretch of the original text.
    async fn snippet(&self) -> Vec<SearchPiece> {
        self.snippet.iter().map(SearchPiece::from).collect()
    }

    /// The language it was first written in.
    async fn locale(&self) -> Locale {
        Locale(self.entry.locale.clone())
    }

    /// What it is dated: when a seminar takes place, else when the thing was last changed.
    async fn date(&self) -> DateTime {
        self.entry.dated_at.into()
    }

    /// How well it fits: 1 when all words stand in the title, 0.75 when some are only parts of words there, 0.5 when
    /// all words stand in title and text together, 0.25 when some are only parts of words. Newer things come first
    /// among equals.
    async fn score(&self) -> f64 {
        let tier = usize::try_from(self.tier).ok();
        tier.and_then(|tier| SCORES.get(tier))
            .copied()
            .unwrap_or_default()
    }
}

impl SearchHit {
    pub(super) fn tier(&self) -> i32 {
        self.tier
    }

    pub(super) fn place(&self) -> i64 {
        self.entry.place
    }
}

/// A thing that was loaded, and its texts.
type Loaded = (Node, SearchKind, Vec<Passage>);

macro_rules! load_kinds {
    ($($(#[doc = $about:literal])+ $kind:ident of $table:ident;)+) => {
        async fn load_kind(ctx: &Context<'_>, kind: SearchKind, ids: &[Uuid], shown: Shown) -> Result<HashMap<Uuid, Loaded>> {
            match kind {
                $(SearchKind::$kind => {
                    let keys = ids.iter().map(|id| ById::<entity::$table::Entity>::new(*id));
                    let rows: Vec<_> = ctx.loader().load_many(keys).await?.into_values().collect();
                    let every: Vec<&entity::$table::Model> = rows.iter().map(AsRef::as_ref).collect();
                    let mut further = match shown.snippet {
                        true => <entity::$table::Entity as Searched>::further_texts(ctx.reader(), &every).await?,
                        false => HashMap::new(),
                    };
                    let loaded = |row: &std::sync::Arc<entity::$table::Model>| {
                        let mut passages = match shown.title || shown.snippet {
                            true => <entity::$table::Entity as Searched>::subject(row).passages,
                            false => vec![],
                        };
                        passages.extend(further.remove(&row.id).unwrap_or_default());
                        (row.id, (Node::$kind(row.clone().into()), kind, passages))
                    };
                    Ok(rows.iter().map(loaded).collect())
                })+
            }
        }
    };
}
kinds!(load_kinds);

/// What of the hits is shown: looking for the words in their texts takes longer than finding them.
#[derive(Clone, Copy)]
pub(super) struct Shown {
    pub title: bool,
    pub snippet: bool,
}

/// The things behind entries, one statement a kind. What the viewer may not see by now is left out.
pub(super) async fn hits(
    ctx: &Context<'_>,
    entries: Vec<(i32, search_entry::Model)>,
    question: &Question,
    shown: Shown,
) -> Result<Vec<SearchHit>> {
    let mut by_kind: Vec<(SearchKind, Vec<Uuid>)> = vec![];
    for (_, entry) in &entries {
        let Some(kind) = SearchKind::named(&entry.kind) else {
            continue;
        };
        match by_kind.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, ids)) => ids.push(entry.id),
            None => by_kind.push((kind, vec![entry.id])),
        }
    }
    let load = by_kind
        .iter()
        .map(|(kind, ids)| load_kind(ctx, *kind, ids, shown));
    let mut loaded: HashMap<Uuid, Loaded> =
        try_join_all(load).await?.into_iter().flatten().collect();
    let hit = |(tier, entry): (i32, search_entry::Model)| {
        let (node, kind, passages) = loaded.remove(&entry.id)?;
        Some(SearchHit {
            node,
            kind,
            tier,
            title: match shown.title {
                true => snippet::title(&passages, &entry.locale, question),
                false => vec![],
            },
            snippet: match shown.snippet {
                true => snippet::excerpt(&passages, question),
                false => vec![],
            },
            entry,
        })
    };
    Ok(entries.into_iter().filter_map(hit).collect())
}
