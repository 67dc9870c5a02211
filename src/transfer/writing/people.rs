//! Rows of people.

use std::collections::HashMap;

use entity::{
    Visibility,
    account::{self, PlatformRole},
    affiliation::{self, OrganisationRole},
    person,
};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::{
    super::{
        Hash,
        records::{Account, Affiliation, Kind, Person, origin},
    },
    Writer, made,
};
use crate::{
    people,
    platform::error::{Error, Result},
};

impl Writer<'_> {
    pub(super) async fn people(&mut self, hash: Hash<'_>) -> Result<()> {
        self.people_audiences().await?;
        let people = self.file.all::<Person>().map(|row| {
            let one = row.record.clone();
            Ok(person::ActiveModel {
                id: Set(row.id),
                name_sort: Set(people::name_sort(&one.name)),
                audience_id: Set(self.audience_of_person(row.id)?),
                visibility: Set(visibility(&one)),
                name: Set(one.name),
                locale: Set(one.locale),
                origin: Set(origin(one.origin)),
                ..Default::default()
            })
        });
        self.put(made(people)?).await?;
        let affiliations = self.file.all::<Affiliation>().map(|row| {
            let one = row.record.clone();
            let person = self.file.one(Kind::Person, &one.person)?;
            Ok(affiliation::ActiveModel {
                id: Set(row.id),
                person_id: Set(person),
                organisation_id: Set(self.file.one(Kind::Organisation, &one.organisation)?),
                title: Set(one.title),
                category: Set(one.category),
                role: Set(one.role.unwrap_or(OrganisationRole::Member)),
                audience_id: Set(self.audience_of_person(person)?),
                starts_on: Set(one.starts_on.map(|day| day.0)),
                ends_on: Set(one.ends_on.map(|day| day.0)),
                ..Default::default()
            })
        });
        self.put(made(affiliations)?).await?;
        self.accounts(hash).await
    }

    fn audience_of_person(&self, person: Uuid) -> Result<Uuid> {
        let known = self.facts.people.get(&person).copied();
        known.ok_or_else(|| Error::internal(anyhow::anyhow!("nothing is known of {person}")))
    }

    /// Finds who sees each person: for some that follows from where they belong today.
    async fn people_audiences(&mut self) -> Result<()> {
        let today = self.work.today();
        let mut belongs: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
        for row in self.file.all::<Affiliation>() {
            let one = row.record;
            let begun = one.starts_on.is_none_or(|day| day.0 <= today);
            if begun && one.ends_on.is_none_or(|day| day.0 > today) {
                let person = self.file.one(Kind::Person, &one.person)?;
                let organisation = self.file.one(Kind::Organisation, &one.organisation)?;
                belongs.entry(person).or_default().push(organisation);
            }
        }
        for row in self.file.all::<Person>() {
            let organisations = belongs.remove(&row.id).unwrap_or_default();
            let audience =
                people::audience(self.work, visibility(row.record), &organisations).await?;
            self.facts.people.insert(row.id, audience);
        }
        Ok(())
    }

    async fn accounts(&self, hash: Hash<'_>) -> Result<()> {
        // Hashing is slow on purpose; accounts that share a password share its hash.
        let mut hashes: HashMap<&str, String> = HashMap::new();
        for row in self.file.all::<Account>() {
            if let Some(password) = &row.record.password
                && !hashes.contains_key(password.as_str())
            {
                hashes.insert(password, hash(password)?);
            }
        }
        let accounts = self.file.all::<Account>().map(|row| {
            let one = row.record;
            let hash = one.password.as_deref().and_then(|one| hashes.get(one));
            Ok(account::ActiveModel {
                id: Set(row.id),
                person_id: Set(self.file.one(Kind::Person, &one.person)?),
                email: Set(one.email.to_lowercase()),
                password_hash: Set(hash.cloned()),
                platform_role: Set(one.platform_role.unwrap_or(PlatformRole::None)),
                suspended_at: Set(one.suspended_at.map(|at| at.0)),
                ..Default::default()
            })
        });
        self.put(made(accounts)?).await
    }
}

/// Only the people of their organisations, unless the record says otherwise.
fn visibility(person: &Person) -> Visibility {
    person.visibility.unwrap_or(Visibility::Organisation)
}
