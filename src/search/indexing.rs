//! From a thing to its entry in the index.

use std::collections::{BTreeSet, HashMap};

use entity::{search_entry, theme_link};
use sea_orm::{ColumnTrait, QueryFilter};
use uuid::Uuid;

use super::{
    parts::beginnings,
    policy::Index,
    question::{ANYWHERE, IN_TITLE, PART_ANYWHERE, PART_IN_TITLE, SHORTEST, token},
    stems::{Family, stem},
    subject::{Passage, Searched, Subject},
    words::words,
};
use crate::platform::{
    access::Work,
    error::{Error, Result},
    fulltext::{Indexed, place},
    store::one_of,
};

/// In whose name the index follows what was permitted.
pub(super) const CAPACITY: &str = "search";
/// Letters of one text that are read, and bytes of all tokens of a thing: PostgreSQL takes a megabyte.
pub(super) const READ: usize = 200_000;
const BYTES: usize = 600_000;
/// Words whose tokens are remembered from one thing to the next.
const REMEMBERED: usize = 20_000;

/// What a word stands in the index as.
struct Tokens {
    stem: String,
    parts: Vec<String>,
}

/// Makes entries, many one after the other.
#[derive(Default)]
pub(super) struct Indexer {
    known: HashMap<String, HashMap<String, Tokens>>,
}

impl Indexer {
    /// The entries of things of one kind. The worker must be Erfa itself.
    pub async fn entries<E: Searched>(
        &mut self,
        work: &Work,
        rows: &[E::Model],
    ) -> Result<Vec<Indexed>> {
        let every: Vec<&E::Model> = rows.iter().collect();
        let mut further = E::further_texts(work, &every).await?;
        let mut countries = E::countries(work, &every).await?;
        let ids: Vec<Uuid> = rows.iter().map(E::id_of).collect();
        let mut themes = themes(work, &ids).await?;
        let mut entries = Vec::with_capacity(rows.len());
        for row in rows {
            let id = E::id_of(row);
            let mut subject = E::subject(row);
            subject
                .passages
                .extend(further.remove(&id).unwrap_or_default());
            let country = countries.remove(&id).or(subject.country.take());
            let audience = E::entry(row).map(|entry| entry.audience);
            let unseen = || Error::internal(anyhow::anyhow!("a {} without an audience", E::KIND));
            let entry = search_entry::Model {
                place: place(subject.dated_at, id),
                id,
                kind: E::KIND.to_owned(),
                audience_id: audience.ok_or_else(unseen)?,
                locale: subject.locale.clone(),
                country_code: country,
                themes: themes.remove(&id).unwrap_or_default(),
                dated_at: subject.dated_at,
                version: E::version_of(row),
                updated_at: work.now(),
            };
            let words = self.words(&subject);
            entries.push(Indexed { entry, words });
        }
        Ok(entries)
    }

    /// The tokens of all its texts, each once.
    fn words(&mut self, subject: &Subject) -> String {
        let (mut wholes, mut parts) = (BTreeSet::new(), BTreeSet::new());
        for passage in &subject.passages {
            self.read(passage, &mut wholes, &mut parts);
        }
        let mut all = String::new();
        // Parts come last: where there is no room for everything, whole words stay.
        for token in wholes.iter().chain(&parts) {
            if all.len() + token.len() > BYTES {
                break;
            }
            if !all.is_empty() {
                all.push(' ');
            }
            all.push_str(token);
        }
        all
    }

    fn read(
        &mut self,
        passage: &Passage,
        wholes: &mut BTreeSet<String>,
        parts: &mut BTreeSet<String>,
    ) {
        let known = match self.known.get_mut(&passage.locale) {
            Some(known) => known,
            None => self.known.entry(passage.locale.clone()).or_default(),
        };
        if known.len() > REMEMBERED {
            known.clear();
        }
        for word in words(beginning(&passage.text)) {
            if word.text.chars().count() < SHORTEST {
                continue;
            }
            let tokens = known
                .entry(word.text)
                .or_insert_with_key(|word| tokens(word, &passage.locale));
            let family = Family::of(&passage.locale);
            let add = |set: &mut BTreeSet<String>, mark: char, stem: &str| {
                set.insert(token(mark, family, stem));
            };
            add(wholes, ANYWHERE, &tokens.stem);
            if passage.is_title {
                add(wholes, IN_TITLE, &tokens.stem);
            }
            for part in &tokens.parts {
                add(parts, PART_ANYWHERE, part);
                if passage.is_title {
                    add(parts, PART_IN_TITLE, part);
                }
            }
        }
    }
}

fn tokens(word: &str, locale: &str) -> Tokens {
    let stem = stem(word, locale).into_owned();
    let parts = match Family::of(locale) {
        Family::English => vec![],
        _ => beginnings(&stem)
            .into_iter()
            .map(|(at, _)| stem[at..].to_owned())
            .collect(),
    };
    Tokens { stem, parts }
}

/// As much of a text as is read.
pub(super) fn beginning(text: &str) -> &str {
    match text.char_indices().nth(READ) {
        Some((end, _)) => &text[..end],
        None => text,
    }
}

/// The themes of things, as entries keep them.
async fn themes(work: &Work, ids: &[Uuid]) -> Result<HashMap<Uuid, String>> {
    let permit = work.permit_platform::<Index>()?;
    let subject = theme_link::Column::SubjectId.into_expr();
    let links = work
        .select_under::<theme_link::Entity, _, _>(&permit)
        .filter(one_of(work.viewer().backend(), subject, ids));
    let mut found: HashMap<Uuid, BTreeSet<String>> = HashMap::new();
    for link in work.all(links).await? {
        let theme = link.theme_id.simple().to_string();
        found.entry(link.subject_id).or_default().insert(theme);
    }
    let joined = |themes: BTreeSet<String>| themes.into_iter().collect::<Vec<_>>().join(" ");
    Ok(found
        .into_iter()
        .map(|(id, themes)| (id, joined(themes)))
        .collect())
}
