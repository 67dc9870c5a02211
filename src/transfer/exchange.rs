//! What is wrong between the records of what is exchanged: answers under other things, answers too deep, two sides that
//! are one.

use std::collections::{HashMap, HashSet};

use entity::{
    comment,
    exchange_match::{self, Column, MatchStatus},
    exchange_post::{self, ExchangeKind},
};
use sea_orm::{ColumnTrait, QueryFilter};
use uuid::Uuid;

use super::{
    faults::Faults,
    file::{File, Row},
    records::{Comment, ExchangeMatch, ExchangePost, Kind, Question},
    relations::Depths,
};
use crate::platform::{access::Work, error::Result};

/// How deep answers to answers go.
const DEEPEST: usize = 5;

pub(super) async fn check(
    work: &Work,
    file: &File,
    depths: &Depths,
    faults: &mut Faults,
) -> Result<()> {
    comments(work, file, depths, faults).await?;
    matches(work, file, faults).await
}

/// What each comment is on, as far as it says.
fn subject(file: &File, row: &Row<Comment>) -> Option<Uuid> {
    let (_, kind, text) = row.record.subject()?;
    file.find(kind, text)
}

async fn comments(work: &Work, file: &File, depths: &Depths, faults: &mut Faults) -> Result<()> {
    let mut subjects: HashMap<Uuid, Uuid> = HashMap::new();
    let mut below: HashMap<Uuid, usize> = HashMap::new();
    for some in file.outside(Kind::Comment).chunks(1_000) {
        for row in work.by_ids::<comment::Entity>(some).await? {
            subjects.insert(row.id, row.subject_id);
            below.insert(row.id, usize::try_from(row.depth).unwrap_or_default());
        }
    }
    let all: Vec<_> = file.all::<Comment>().collect();
    let own = all.iter().map(|row| Some((row.id, subject(file, row)?)));
    subjects.extend(own.flatten().collect::<Vec<_>>());
    // From the top down: those above are known when those below come.
    let mut sorted: Vec<_> = all.iter().collect();
    sorted.sort_by_key(|row| depths.get(&row.id));
    for row in sorted {
        let parent = row.record.parent.as_ref();
        let parent = parent.and_then(|text| file.find(Kind::Comment, text));
        let depth = parent.and_then(|parent| below.get(&parent)).unwrap_or(&0) + 1;
        below.insert(row.id, depth);
        if depth > DEEPEST {
            let message = format!("stands {depth} deep; answers go {DEEPEST} deep at most");
            faults.note(row.line, "parent", message);
        }
        let above = parent.and_then(|parent| subjects.get(&parent));
        if above.is_some_and(|above| Some(above) != subjects.get(&row.id)) {
            faults.note(row.line, "parent", "is a comment on something else");
        }
    }
    for row in file.all::<Question>() {
        let answer = row.record.accepted_answer.as_ref();
        let answer = answer.and_then(|text| file.find(Kind::Comment, text));
        let on = answer.and_then(|answer| subjects.get(&answer));
        if on.is_some_and(|on| *on != row.id) {
            faults.note(row.line, "acceptedAnswer", "is a comment on something else");
        }
    }
    Ok(())
}

async fn matches(work: &Work, file: &File, faults: &mut Faults) -> Result<()> {
    let mut posts: HashMap<Uuid, (ExchangeKind, Option<Uuid>)> = HashMap::new();
    for row in file.all::<ExchangePost>() {
        let organisation = file.find(Kind::Organisation, &row.record.organisation);
        posts.insert(row.id, (row.record.kind, organisation));
    }
    let outside = file.outside(Kind::ExchangePost);
    let mut live = HashSet::new();
    for some in outside.chunks(1_000) {
        for row in work.by_ids::<exchange_post::Entity>(some).await? {
            posts.insert(row.id, (row.kind, Some(row.organisation_id)));
        }
        let there = work
            .select::<exchange_match::Entity>()
            .filter(Column::RequestId.is_in(some.iter().copied()));
        let there = work.all(there).await?.into_iter();
        let there = there.filter(|row| is_live(row.status));
        live.extend(there.map(|row| (row.request_id, row.offering_organisation_id)));
    }
    for row in file.all::<ExchangeMatch>() {
        let one = row.record;
        let request = file.find(Kind::ExchangePost, &one.request);
        let helper = file.find(Kind::Organisation, &one.offering_organisation);
        let offer = one.offer.as_ref();
        let offer = offer.and_then(|text| file.find(Kind::ExchangePost, text));
        let of = |post: Option<Uuid>| post.and_then(|post| posts.get(&post).copied());
        if of(request).is_some_and(|(kind, _)| kind != ExchangeKind::Request) {
            faults.note(row.line, "request", "is an offer; a request is needed");
        }
        if let Some((kind, by)) = of(offer) {
            if kind != ExchangeKind::Offer {
                faults.note(row.line, "offer", "is a request; an offer is needed");
            }
            if by != helper {
                faults.note(row.line, "offer", "is not one of offeringOrganisation");
            }
        }
        if helper.is_some() && of(request).is_some_and(|(_, asking)| asking == helper) {
            let message = "is the organisation that asks; another one helps";
            faults.note(row.line, "offeringOrganisation", message);
        }
        let pair = request.zip(helper);
        if is_live(one.status) && pair.is_some_and(|pair| !live.insert(pair)) {
            let message = "the two have a match for that request already";
            faults.note(row.line, "request", message);
        }
    }
    Ok(())
}

fn is_live(status: MatchStatus) -> bool {
    use MatchStatus::{Accepted, Met, Proposed};
    matches!(status, Proposed | Accepted | Met)
}
