//! What is in the database already: an import adds, so each such record is a fault.

use std::collections::{BTreeSet, HashMap};

use entity::{account, action_group_area, country, municipality, organisation, region, theme};
use sea_orm::{ColumnTrait, QueryFilter};
use uuid::Uuid;

use super::{
    Fault,
    faults::Faults,
    lookup::{Lookup, code_of},
    reading::Entry,
    records::{Kind, uuid_of},
};
use crate::platform::error::Result;

impl Lookup<'_> {
    /// Refs and UUIDs that earlier records carry.
    pub(super) async fn refs_taken(&self, entries: &[Entry], faults: &mut Faults) -> Result<()> {
        let mut texts: HashMap<Kind, HashMap<&str, usize>> = HashMap::new();
        let mut uuids: HashMap<Kind, HashMap<Uuid, usize>> = HashMap::new();
        for entry in entries {
            let Some(text) = entry.record.noted().ref_text() else {
                continue;
            };
            let kind = entry.record.kind();
            match uuid_of(text) {
                Some(id) => uuids.entry(kind).or_default().insert(id, entry.line),
                None => texts.entry(kind).or_default().insert(text, entry.line),
            };
        }
        for (kind, texts) in texts {
            let given: Vec<&str> = texts.keys().copied().collect();
            for (text, _) in self.external(kind, &given).await? {
                if let Some(line) = texts.get(text.as_str()) {
                    taken(faults, *line, &format!("{} {text:?}", kind.words()));
                }
            }
        }
        for (kind, uuids) in uuids {
            let given: Vec<Uuid> = uuids.keys().copied().collect();
            for id in self.existing(kind, &given).await? {
                if let Some(line) = uuids.get(&id) {
                    taken(faults, *line, &format!("{} {id}", kind.words()));
                }
            }
        }
        Ok(())
    }

    /// Natural names that rows of the database bear; the words are those of the records' `keys`.
    pub(super) async fn keys_taken(
        &self,
        keys: &HashMap<String, usize>,
        faults: &mut Faults,
    ) -> Result<()> {
        let mut found = vec![];
        let rows = self
            .rows::<country::Entity>(country::Column::Code, &last_words(keys, "country "))
            .await?;
        found.extend(rows.iter().map(|row| format!("country {}", row.code)));
        let rows = self
            .rows::<region::Entity>(region::Column::Code, &last_words(keys, "region "))
            .await?;
        found.extend(
            rows.iter()
                .map(|row| format!("region {}-{}", row.country_code, row.code)),
        );
        let rows = self
            .rows::<municipality::Entity>(
                municipality::Column::Code,
                &last_words(keys, "municipality "),
            )
            .await?;
        found.extend(rows.iter().map(municipality_key));
        let rows = self
            .rows::<action_group_area::Entity>(
                action_group_area::Column::Code,
                &last_words(keys, "actionGroupArea "),
            )
            .await?;
        found.extend(
            rows.iter()
                .map(|row| format!("actionGroupArea {}-{}", row.country_code, row.code)),
        );
        let numbers = last_words(keys, "organisation registered as ");
        let rows = self
            .rows::<organisation::Entity>(organisation::Column::RegistrationNumber, &numbers)
            .await?;
        found.extend(rows.iter().filter_map(|row| {
            let (country, number) = (
                row.country_code.as_ref()?,
                row.registration_number.as_ref()?,
            );
            Some(format!("organisation registered as {country} {number}"))
        }));
        let rows = self
            .rows::<account::Entity>(
                account::Column::Email,
                &last_words(keys, "account with the address "),
            )
            .await?;
        found.extend(
            rows.iter()
                .map(|row| format!("account with the address {}", row.email)),
        );
        let codes = last_words(keys, "theme ");
        let rows = self.rows::<theme::Entity>(theme::Column::Code, &codes);
        found.extend(rows.await?.iter().map(|row| format!("theme {}", row.code)));
        if keys.keys().any(|key| key.starts_with("goal ")) {
            let goals = self
                .work
                .select_under::<theme::Entity, _, _>(self.permit)
                .filter(theme::Column::Number.is_not_null());
            let goals = self.work.all(goals).await?;
            found.extend(
                goals
                    .iter()
                    .filter_map(|row| Some(format!("goal {}", row.number?))),
            );
        }
        for key in found {
            if let Some(line) = keys.get(&key) {
                taken(faults, *line, &key);
            }
        }
        Ok(())
    }
}

fn taken(faults: &mut Faults, line: usize, what: &str) {
    faults.add(Fault {
        line,
        member: None,
        message: format!("{what} is in the database already; imports add, they do not change"),
    });
}

fn municipality_key(row: &municipality::Model) -> String {
    let end = row
        .valid_to
        .map_or(String::new(), |day| format!(" ended on {day}"));
    format!("municipality {}-{}{end}", row.country_code, row.code)
}

/// What the database knows these keys by: their last words.
fn last_words<'a>(keys: &'a HashMap<String, usize>, first: &str) -> Vec<&'a str> {
    let own = keys.keys().filter(|key| key.starts_with(first));
    let last: BTreeSet<&str> = own.map(|key| last_word(key, first)).collect();
    last.into_iter().collect()
}

/// `2085` of `municipality SE-2085 ended on 2026-01-01`, the number of a registration, or an address.
fn last_word<'a>(key: &'a str, first: &str) -> &'a str {
    let rest = key.get(first.len()..).unwrap_or_default();
    let rest = rest.split(" ended on ").next().unwrap_or_default();
    match first {
        "country " | "theme " | "account with the address " => rest,
        "organisation registered as " => rest.split_once(' ').map_or(rest, |(_, number)| number),
        _ => code_of(rest).unwrap_or(rest),
    }
}
