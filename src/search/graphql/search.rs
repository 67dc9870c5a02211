//! The question at the root, and the page it is answered with.

use async_graphql::{Context, Object, SimpleObject};
use futures_util::future::try_join;
use tokio::sync::OnceCell;

use super::{
    SearchFilter,
    facets::SearchFacets,
    hit::{SearchHit, Shown, hits},
};
use crate::{
    platform::{
        error::{Error, Result},
        graphql::{ContextExt, Nullable, PageInfo},
    },
    search::{
        finding::{COUNTED, Found, Search},
        question::Question,
    },
};

#[derive(Default)]
pub struct SearchQuery;

#[Object]
impl SearchQuery {
    /// Finds things of every kind that the viewer may see and that have all words of the query, best first. A word is
    /// found in any inflected form (Danish, Swedish, Norwegian, Finnish, English), and from four letters on also as a
    /// part of a compound. `-word` leaves out what has the word; everything else is plain text. BAD_INPUT names the
    /// argument when the query is empty, too long, or has no word of two letters.
    async fn search(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "What to look for: 1 to 200 characters, with at least one word of two letters or digits."
        )]
        query: String,
        #[graphql(desc = "Only hits that fit all of this.")] filter: Option<SearchFilter>,
        #[graphql(desc = "How many: 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(
            desc = "Only those after this cursor, which came from the same query and filter."
        )]
        after: Option<String>,
    ) -> Nullable<SearchConnection> {
        find(
            ctx,
            &query,
            filter.unwrap_or_default(),
            first,
            after.as_deref(),
        )
        .await
        .into()
    }
}

pub struct SearchConnection {
    search: Search,
    edges: Vec<SearchEdge>,
    has_next: bool,
    facets: Option<SearchFacets>,
    count: OnceCell<i64>,
}

/// A hit, with its place among all.
#[derive(SimpleObject)]
pub struct SearchEdge {
    /// The hit.
    pub node: SearchHit,
    /// Opaque place among the hits, for `after` with the same query and filter.
    pub cursor: String,
}

/// A page of hits, best first, in the manner of Relay.
#[Object]
impl SearchConnection {
    /// The hits of this page, each with its cursor.
    async fn edges(&self) -> &[SearchEdge] {
        &self.edges
    }

    /// The hits of this page.
    async fn nodes(&self) -> Vec<&SearchHit> {
        self.edges.iter().map(|edge| &edge.node).collect()
    }

    /// Where this page stands among the hits.
    async fn page_info(&self) -> PageInfo {
        PageInfo {
            has_previous_page: self.search.is_continued(),
            has_next_page: self.has_next,
            start_cursor: self.edges.first().map(|edge| edge.cursor.clone()),
            end_cursor: self.edges.last().map(|edge| edge.cursor.clone()),
        }
    }

    /// How many hits there are in all, whatever the page, up to 10,000: where there are as many as that or more, it is
    /// 10,000. Counted only when asked for.
    async fn total_count(&self, ctx: &Context<'_>) -> Nullable<i32> {
        Nullable::of(async {
            let count = self.count(ctx).await?;
            i32::try_from(count).map(Some).map_err(Error::internal)
        })
        .await
    }

    /// Whether `totalCount` is all there are; false where there are 10,000 hits or more.
    async fn total_count_is_exact(&self, ctx: &Context<'_>) -> Nullable<bool> {
        Nullable::of(async {
            let count = u64::try_from(self.count(ctx).await?).map_err(Error::internal)?;
            Ok(Some(count < COUNTED))
        })
        .await
    }

    /// How many hits are of what, among all or the newest 10,000; counted only when asked for, in one statement with
    /// `totalCount`.
    async fn facets(&self) -> Option<&SearchFacets> {
        self.facets.as_ref()
    }
}

impl SearchConnection {
    /// Counted once, however often it is asked for.
    async fn count(&self, ctx: &Context<'_>) -> Result<i64> {
        let count = async || match &self.facets {
            Some(facets) => Ok(facets.total()),
            None => self.search.count(ctx.reader()).await,
        };
        self.count.get_or_try_init(count).await.copied()
    }
}

async fn find(
    ctx: &Context<'_>,
    query: &str,
    filter: SearchFilter,
    first: Option<i32>,
    after: Option<&str>,
) -> Result<SearchConnection> {
    let question = Question::read(query)?;
    let search = Search::new(question, filter.narrowed()?, first, after)?;
    let asked = ctx.look_ahead();
    let wants = |field: &str| asked.field(field).exists();
    let reader = ctx.reader();
    let page = async || match ["nodes", "edges", "pageInfo"].into_iter().any(wants) {
        true => search.page(reader).await,
        false => Ok(Found::default()),
    };
    let facets = async || match wants("facets") {
        true => search.groups(reader).await.map(SearchFacets).map(Some),
        false => Ok(None),
    };
    let (found, facets) = try_join(page(), facets()).await?;
    let of_hits = |field: &str| {
        let nodes = [asked.field("nodes"), asked.field("edges").field("node")];
        nodes.iter().any(|node| node.field(field).exists())
    };
    let shown = Shown {
        title: of_hits("title"),
        snippet: of_hits("snippet"),
    };
    let hits = hits(ctx, found.hits, &search.question, shown).await?;
    let edge = |hit: SearchHit| SearchEdge {
        cursor: search.cursor(hit.tier(), hit.place()),
        node: hit,
    };
    let edges = hits.into_iter().map(edge).collect();
    Ok(SearchConnection {
        search,
        edges,
        has_next: found.has_next,
        facets,
        count: OnceCell::new(),
    })
}
