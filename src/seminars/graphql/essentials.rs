//! What every seminar has, as those write it who make and change seminars and series of them.

use async_graphql::InputObject;
use entity::seminar::{SeminarKind, SeminarMode};

use crate::{
    platform::graphql::{Check, Kept, Locale, LocalizedTextInput, TimeZone},
    seminars::content::Essentials,
};

/// What every seminar has.
#[derive(InputObject)]
pub struct SeminarEssentialsInput {
    /// What kind of meeting it is.
    pub kind: SeminarKind,
    /// Its main language.
    pub locale: Locale,
    /// Its title, in one or more languages; at most 200 characters each.
    pub title: Vec<LocalizedTextInput>,
    /// How one takes part.
    pub mode: SeminarMode,
    /// IANA zone of its local times.
    pub time_zone: TimeZone,
}

/// What every seminar has; left out it stays as it is.
#[derive(InputObject)]
pub struct SeminarEssentialsChangeInput {
    /// What kind of meeting it is.
    pub kind: Kept<SeminarKind>,
    /// Its main language.
    pub locale: Kept<Locale>,
    /// Its title, in one or more languages; at most 200 characters each.
    pub title: Kept<Vec<LocalizedTextInput>>,
    /// How one takes part.
    pub mode: Kept<SeminarMode>,
    /// IANA zone of its local times; these stay, the instants move.
    pub time_zone: Kept<TimeZone>,
}

impl From<SeminarEssentialsInput> for Essentials {
    fn from(given: SeminarEssentialsInput) -> Self {
        Self {
            kind: Some(given.kind),
            locale: Some(given.locale.0),
            title: Some(given.title),
            mode: Some(given.mode),
            time_zone: Some(given.time_zone.0),
        }
    }
}

impl SeminarEssentialsChangeInput {
    pub fn read(self, check: &mut Check) -> Essentials {
        Essentials {
            kind: check.kept("kind", self.kind),
            locale: check.kept("locale", self.locale).map(|locale| locale.0),
            title: check.kept("title", self.title),
            mode: check.kept("mode", self.mode),
            time_zone: check.kept("timeZone", self.time_zone).map(|zone| zone.0),
        }
    }
}
