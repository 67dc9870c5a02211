//! The question at the root, and the page it is answered with.

use async_graphql::{Context, Object, SimpleObject};

use super::{
    SearchFilter,
    facets::SearchFacets,
    hit::{SearchHit, hits},
};
use crate::{
    platform::{
        error::{Error, Result},
        graphql::{ContextExt, Nullable, PageInfo},
    },
    search::{finding::Search, question::Question},
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

    /// How many hits there are in all, whatever the page; counted only when asked for.
    async fn total_count(&self, ctx: &Context<'_>) -> Nullable<i32> {
        Nullable::of(async {
            let count = match &self.facets {
                Some(facets) => facets.total(),
                None => self.search.count(ctx.reader()).await?,
            };
            i32::try_from(count).map(Some).map_err(Error::internal)
        })
        .await
    }

    /// How many of all hits are of what; counted only when asked for, in one statement with `totalCount`.
    async fn facets(&self) -> Option<&SearchFacets> {
        self.facets.as_ref()
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
    let (mut edges, mut has_next) = (vec![], false);
    if ["nodes", "edges", "pageInfo"].into_iter().any(wants) {
        let found = search.page(ctx.reader()).await?;
        has_next = found.has_next;
        let hits = hits(ctx, found.hits, &search.question).await?;
        let edge = |hit: SearchHit| SearchEdge {
            cursor: search.cursor(hit.tier(), hit.place()),
            node: hit,
        };
        edges = hits.into_iter().map(edge).collect();
    }
    let facets = match wants("facets") {
        true => Some(SearchFacets(search.groups(ctx.reader()).await?)),
        false => None,
    };
    Ok(SearchConnection {
        search,
        edges,
        has_next,
        facets,
    })
}
