//! What search reads of a thing: declared once for each kind.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use entity::organisation;
use sea_orm::{Condition, DbBackend, QueryFilter};
use uuid::Uuid;

use crate::platform::{
    access::{Reader, Resource, Work},
    error::Result,
    list::{Detail, by_parent, details_of_rows},
};

/// A kind of thing that search finds.
pub trait Searched: Resource {
    /// Columns that say nothing of its entry: a change that writes only these leaves the entry as it is.
    const UNREAD: &'static [&'static str] = &[];

    /// What is read of its row alone.
    fn subject(row: &Self::Model) -> Subject;

    /// Texts of a thing that stand in other tables, for many things at once.
    fn further_texts<D: Doors>(
        _doors: &D,
        _rows: &[&Self::Model],
    ) -> impl Future<Output = Result<HashMap<Uuid, Vec<Passage>>>> + Send {
        async { Ok(HashMap::new()) }
    }

    /// The countries of things whose rows do not name theirs.
    fn countries(
        _work: &Work,
        _rows: &[&Self::Model],
    ) -> impl Future<Output = Result<HashMap<Uuid, String>>> + Send {
        async { Ok(HashMap::new()) }
    }
}

/// A text of a thing, in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    pub locale: String,
    pub text: String,
    pub is_title: bool,
}

/// A thing as search reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    pub locale: String,
    pub country: Option<String>,
    pub dated_at: DateTime<Utc>,
    pub passages: Vec<Passage>,
}

impl Subject {
    /// `locale` is that of the texts that name none.
    pub fn new(locale: &str, dated_at: DateTime<Utc>) -> Self {
        Self {
            locale: locale.to_owned(),
            country: None,
            dated_at,
            passages: vec![],
        }
    }

    /// A thing of a country, in the language of the country.
    pub fn of_country(code: &str, dated_at: DateTime<Utc>) -> Self {
        Self::new(language_of(code), dated_at).country(Some(code))
    }

    pub fn country(mut self, code: Option<&str>) -> Self {
        self.country = code.map(str::to_owned);
        self
    }

    /// A name of the thing, in its own language.
    pub fn title<'a>(self, text: impl Into<Option<&'a str>>) -> Self {
        let locale = self.locale.clone();
        self.add(&locale, text.into(), true)
    }

    pub fn title_in(self, locale: &str, text: Option<&str>) -> Self {
        self.add(locale, text, true)
    }

    /// Its names in several languages.
    pub fn titles(self, texts: &entity::LocalizedText) -> Self {
        let all = texts.0.iter();
        all.fold(self, |this, (locale, text)| {
            this.add(locale, Some(text), true)
        })
    }

    /// A text of the thing, in its own language.
    pub fn text<'a>(self, text: impl Into<Option<&'a str>>) -> Self {
        let locale = self.locale.clone();
        self.add(&locale, text.into(), false)
    }

    /// A text in several languages.
    pub fn texts(self, texts: Option<&entity::LocalizedText>) -> Self {
        let all = texts.iter().flat_map(|texts| &texts.0);
        all.fold(self, |this, (locale, text)| {
            this.add(locale, Some(text), false)
        })
    }

    fn add(mut self, locale: &str, text: Option<&str>, is_title: bool) -> Self {
        let text = text.filter(|text| !text.trim().is_empty());
        self.passages.extend(text.map(|text| Passage {
            locale: locale.to_owned(),
            text: text.to_owned(),
            is_title,
        }));
        self
    }
}

/// The countries of things that are of the country of an organisation.
pub async fn countries_of_organisations(
    work: &Work,
    things: impl Iterator<Item = (Uuid, Option<Uuid>)>,
) -> Result<HashMap<Uuid, String>> {
    let things: Vec<_> = things
        .filter_map(|(thing, of)| Some((thing, of?)))
        .collect();
    let ids: Vec<Uuid> = things
        .iter()
        .map(|(_, organisation)| *organisation)
        .collect();
    let organisations = work.by_ids::<organisation::Entity>(&ids).await?;
    let country = organisations.into_iter();
    let country: HashMap<Uuid, String> = country
        .filter_map(|one| Some((one.id, one.country_code?)))
        .collect();
    let of = |(thing, organisation)| Some((thing, country.get(&organisation)?.clone()));
    Ok(things.into_iter().filter_map(of).collect())
}

/// The beginning of a day.
pub fn midnight(day: Option<NaiveDate>) -> Option<DateTime<Utc>> {
    Some(day?.and_hms_opt(0, 0, 0)?.and_utc())
}

/// The language of a country's registers.
fn language_of(country: &str) -> &'static str {
    match country {
        "DK" => "da",
        "SE" | "AX" => "sv",
        "NO" | "SJ" => "nb",
        "FI" => "fi",
        "IS" => "is",
        "FO" => "fo",
        "GL" => "kl",
        _ => "en",
    }
}

/// Where the details of things are read: in the transaction that changed them, or for whoever asks.
pub trait Doors: Send + Sync {
    fn details<P: Resource, E: Detail<P>>(
        &self,
        parents: &[&P::Model],
    ) -> impl Future<Output = Result<HashMap<Uuid, Vec<E::Model>>>> + Send;

    /// Those of a table that fit, as far as whoever reads may see them.
    fn those<E: Resource>(
        &self,
        which: Condition,
    ) -> impl Future<Output = Result<Vec<E::Model>>> + Send;

    fn backend(&self) -> DbBackend;
}

impl Doors for Work {
    async fn details<P: Resource, E: Detail<P>>(
        &self,
        parents: &[&P::Model],
    ) -> Result<HashMap<Uuid, Vec<E::Model>>> {
        let select = details_of_rows::<P, E>(parents, self.viewer().backend());
        Ok(by_parent::<P, E>(self.all(select).await?))
    }

    async fn those<E: Resource>(&self, which: Condition) -> Result<Vec<E::Model>> {
        self.all(self.select::<E>().filter(which)).await
    }

    fn backend(&self) -> DbBackend {
        self.viewer().backend()
    }
}

impl Doors for Reader {
    async fn details<P: Resource, E: Detail<P>>(
        &self,
        parents: &[&P::Model],
    ) -> Result<HashMap<Uuid, Vec<E::Model>>> {
        let select = details_of_rows::<P, E>(parents, self.store().backend());
        Ok(by_parent::<P, E>(self.all(select).await?))
    }

    async fn those<E: Resource>(&self, which: Condition) -> Result<Vec<E::Model>> {
        self.all(self.select::<E>().filter(which)).await
    }

    fn backend(&self) -> DbBackend {
        self.store().backend()
    }
}
