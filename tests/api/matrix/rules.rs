//! The tables of `matrix.toml`: who is who, and which text is whose. Written apart from the code.

use std::collections::{BTreeMap, BTreeSet};

use entity::api_token::TokenScope;
use serde::Deserialize;

use super::world::Canary;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    pub subjects: BTreeMap<String, Subject>,
    /// Names of sets of subjects; a set may name other sets.
    sets: BTreeMap<String, Vec<String>>,
    /// Record, or pattern with one `*`, to those who see it.
    things: BTreeMap<String, String>,
    /// `type.member`, or that and ` of ` and a record, to those who see that much.
    narrower: BTreeMap<String, String>,
    /// `table.column` that bears no text of anybody, and why.
    pub columns: BTreeMap<String, String>,
    /// Every route, to how the matrix asks it.
    pub routes: BTreeMap<String, String>,
    /// Every mutation, and which case of it after a colon, to who may.
    pub deeds: BTreeMap<String, Deed>,
    /// Codes of refusals that say no to whoever asks, and not to what is asked; and why.
    pub refusals: BTreeMap<String, String>,
    /// What is told of a thing to some and not to others, to whom: `.viewerCan.edit of Network private`.
    pub claims: BTreeMap<String, String>,
    pub gaps: Gaps,
}

/// Rules that the matrix does not test, each as its file, its function and the code of its line, and why not. No new one
/// belongs here.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gaps {
    /// Never said no to anybody.
    pub unasked: BTreeMap<String, String>,
    /// Nothing that is asked tells when they are switched off.
    pub unnoticed: BTreeMap<String, String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct Subject {
    pub is_nobody: bool,
    pub is_expired: bool,
    pub is_revoked: bool,
    pub is_suspended: bool,
    /// Without the second factor that a role on the platform takes.
    pub is_weak: bool,
    /// What held once and does no more.
    pub is_former: bool,
    pub platform_role: Option<String>,
    /// A program with a token of this subject or organisation.
    pub token_of: Option<String>,
    /// What such a token lets it do.
    pub scopes: Vec<TokenScope>,
    /// Organisation to role.
    pub belongs: BTreeMap<String, String>,
    /// Network to the organisation through which.
    pub coordinates: BTreeMap<String, String>,
}

/// What is attempted, and by whom it may be done.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deed {
    /// The thing that it is done to, such as `Network private`.
    pub on: Option<String>,
    /// The set of those who may.
    pub who: String,
    /// Those who may do it even to what they do not see; they are told nothing of it.
    #[serde(default)]
    pub beyond: String,
    /// Further codes of refusals that say no to whoever asks, here.
    #[serde(default)]
    pub refusals: Vec<String>,
    /// Those who are told that it is not there, though they see what it is done to.
    #[serde(default)]
    pub untold: String,
    /// Whoever does it sees more from then on, in its answer too.
    #[serde(default)]
    pub opens: bool,
    /// Members of the input that must be as they are here; `#Network private` is the id of that.
    #[serde(default)]
    pub with: BTreeMap<String, serde_json::Value>,
}

impl Rules {
    pub fn read() -> Self {
        toml::from_str(&super::beside("matrix.toml")).expect("matrix.toml")
    }

    /// The subjects of a set, which may be written as `one + other`.
    pub fn set(&self, name: &str) -> BTreeSet<&str> {
        let mut all = BTreeSet::new();
        for part in name
            .split('+')
            .map(str::trim)
            .filter(|part| !part.is_empty())
        {
            match (self.sets.get(part), self.subjects.get_key_value(part)) {
                (Some(parts), _) => all.extend(parts.iter().flat_map(|one| self.set(one))),
                (None, Some((subject, _))) => {
                    all.insert(subject.as_str());
                }
                (None, None) => panic!("no set and no subject {part:?}"),
            }
        }
        all
    }

    /// Who is to see a record.
    pub fn seers_of(&self, instance: &str) -> BTreeSet<&str> {
        let thing = matching(&self.things, instance);
        self.set(&thing.unwrap_or_else(|| panic!("[things] lacks {instance}")))
    }

    /// Whether the table says who sees such a record.
    pub fn knows(&self, instance: &str) -> bool {
        matching(&self.things, instance).is_some()
    }

    /// For whom a claim is to be true. `as` and a deed: for those who may do that.
    pub fn claimants(&self, set: &str) -> BTreeSet<&str> {
        match set.strip_prefix("as ") {
            Some(deed) => self.set(&self.deeds[deed].who),
            None => self.set(set),
        }
    }

    /// Who is to see a text, and nobody else.
    pub fn seers(&self, canary: &Canary) -> BTreeSet<&str> {
        let thing = self.seers_of(&canary.instance);
        let plain = format!("{}.{}", canary.kind, canary.path);
        let exact = format!("{plain} of {}", canary.instance);
        match matching(&self.narrower, &exact).or_else(|| matching(&self.narrower, &plain)) {
            // Written with `=`: these and nobody else, whoever sees the thing.
            Some(set) if set.starts_with('=') => self.set(&set[1..]),
            Some(set) => &thing & &self.set(&set),
            None => thing,
        }
    }
}

/// The value of the key itself, else of the pattern that fits with the longest beginning; a `*` in it is what that of the
/// pattern stands for.
fn matching(table: &BTreeMap<String, String>, key: &str) -> Option<String> {
    let fits = |pattern: &str| match pattern.split_once('*') {
        None => pattern == key,
        Some((start, end)) => {
            key.len() >= start.len() + end.len() && key.starts_with(start) && key.ends_with(end)
        }
    };
    let exact = table.get(key);
    let best = || {
        let fitting = table.iter().filter(|(pattern, _)| fits(pattern));
        fitting
            .max_by_key(|(pattern, _)| (pattern.find('*'), pattern.len()))
            .map(|(pattern, value)| {
                let (start, end) = pattern.split_once('*').unwrap_or((pattern, ""));
                value.replace(
                    '*',
                    key.get(start.len()..key.len() - end.len()).unwrap_or(""),
                )
            })
    };
    exact.cloned().or_else(best)
}
