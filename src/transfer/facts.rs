//! What must be known of rows of the database that a file points at, to write those that hang on them.

use std::collections::HashMap;

use entity::{
    Visibility, affiliation, comment, document, exchange_post,
    network::{self, NetworkStatus},
    organisation, person,
};
use uuid::Uuid;

use super::{
    audiences::Circle,
    file::File,
    records::{Affiliation, ExchangePost, Kind, Network, Organisation},
};
use crate::{
    networks::{self, circle::Shared},
    platform::{
        access::Work,
        error::{Error, Result},
    },
};

/// Facts about rows, of the file and of the database alike.
#[derive(Default)]
pub(super) struct Facts {
    /// Who sees each network, and how narrow that is.
    pub networks: HashMap<Uuid, Circle>,
    /// Who sees each person.
    pub people: HashMap<Uuid, Uuid>,
    /// Who each document is for, and who changes it.
    pub documents: HashMap<Uuid, networks::circle::Circle>,
    /// Whose each affiliation is.
    pub affiliations: HashMap<Uuid, Uuid>,
    /// What each organisation is called.
    pub organisations: HashMap<Uuid, String>,
    /// Whose each request and offer is.
    pub posters: HashMap<Uuid, Uuid>,
    /// How deep each comment of the database stands that the file answers.
    pub comments: HashMap<Uuid, i32>,
}

impl Facts {
    pub async fn gather(work: &Work, file: &File) -> Result<Self> {
        let mut facts = Self::default();
        for row in file.all::<Organisation>() {
            facts.organisations.insert(row.id, row.record.name.clone());
        }
        for row in file.all::<Affiliation>() {
            let person = file.one(Kind::Person, &row.record.person)?;
            facts.affiliations.insert(row.id, person);
        }
        for some in file.outside(Kind::Organisation).chunks(1_000) {
            let rows = work.by_ids::<organisation::Entity>(some).await?;
            let named = rows.into_iter().map(|row| (row.id, row.name));
            facts.organisations.extend(named);
        }
        for some in file.outside(Kind::Affiliation).chunks(1_000) {
            let rows = work.by_ids::<affiliation::Entity>(some).await?;
            let owned = rows.into_iter().map(|row| (row.id, row.person_id));
            facts.affiliations.extend(owned);
        }
        for some in file.outside(Kind::Person).chunks(1_000) {
            let rows = work.by_ids::<person::Entity>(some).await?;
            let seen = rows.into_iter().map(|row| (row.id, row.audience_id));
            facts.people.extend(seen);
        }
        for some in file.outside(Kind::Network).chunks(1_000) {
            for row in work.by_ids::<network::Entity>(some).await? {
                let circle = Circle {
                    visibility: visibility(row.status, row.visibility),
                    audience: row.audience_id,
                };
                facts.networks.insert(row.id, circle);
            }
        }
        for some in file.outside(Kind::Document).chunks(1_000) {
            let rows = work.by_ids::<document::Entity>(some).await?;
            let circles = rows
                .iter()
                .map(|row| (row.id, document::Entity::circle(row)));
            facts.documents.extend(circles);
        }
        for row in file.all::<ExchangePost>() {
            let poster = file.one(Kind::Organisation, &row.record.organisation)?;
            facts.posters.insert(row.id, poster);
        }
        for some in file.outside(Kind::ExchangePost).chunks(1_000) {
            let rows = work.by_ids::<exchange_post::Entity>(some).await?;
            let posted = rows.into_iter().map(|row| (row.id, row.organisation_id));
            facts.posters.extend(posted);
        }
        for some in file.outside(Kind::Comment).chunks(1_000) {
            let rows = work.by_ids::<comment::Entity>(some).await?;
            let deep = rows.into_iter().map(|row| (row.id, row.depth));
            facts.comments.extend(deep);
        }
        Ok(facts)
    }

    /// Whose a request or an offer is.
    pub fn poster(&self, post: Uuid) -> Result<Uuid> {
        let unknown = || Error::internal(anyhow::anyhow!("nothing is known of {post}"));
        self.posters.get(&post).copied().ok_or_else(unknown)
    }
}

/// A draft is for those who run it, whatever it will be later.
pub(super) fn visibility(status: NetworkStatus, chosen: Visibility) -> Visibility {
    match status {
        NetworkStatus::Draft => Visibility::Restricted,
        _ => chosen,
    }
}

/// The same of a record.
pub(super) fn visibility_of(record: &Network) -> Visibility {
    visibility(record.status, record.visibility)
}
