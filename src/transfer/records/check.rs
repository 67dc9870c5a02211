//! Checking the values of one line; every fault is noted, so that a file can be put right in one go.

use entity::LocalizedText;

use super::super::faults::Fault;
use crate::platform::graphql::{CURRENCIES, LOCALES, MOST_MINOR, is_currency};

/// Characters that fit into texts of each sort.
pub const NAME: usize = 200;
pub const NOTE: usize = 2_000;
pub const TEXT: usize = 10_000;

/// One line under examination.
pub struct Line<'a> {
    pub number: usize,
    pub faults: &'a mut Vec<Fault>,
}

impl Line<'_> {
    pub fn note(&mut self, member: &str, message: impl Into<String>) {
        self.faults.push(Fault {
            line: self.number,
            member: Some(member.to_owned()),
            message: message.into(),
        });
    }

    /// A text that must say something.
    pub fn text(&mut self, member: &str, text: &str, longest: usize) {
        let length = text.chars().count();
        if text.trim().is_empty() {
            self.note(member, "is empty; leave the member out where it is unknown");
        } else if text.trim().len() != text.len() {
            self.note(member, "begins or ends with a space");
        } else if length > longest {
            self.note(
                member,
                format!("has {length} characters; at most {longest} fit"),
            );
        } else if text.contains('\0') {
            self.note(member, "holds a NUL character");
        }
    }

    /// Several texts that may be missing.
    pub fn texts<const N: usize>(&mut self, longest: usize, texts: [(&str, &Option<String>); N]) {
        for (member, text) in texts {
            if let Some(text) = text {
                self.text(member, text, longest);
            }
        }
    }

    /// A text in at least one language, each of them known.
    pub fn localized(&mut self, member: &str, text: &LocalizedText, longest: usize) {
        if text.0.is_empty() {
            self.note(member, "has no text in any language");
        }
        for (locale, text) in &text.0 {
            self.locale(member, locale);
            self.text(&format!("{member}.{locale}"), text, longest);
        }
    }

    /// A localised text that must be there in the language of its record.
    pub fn main_text(&mut self, member: &str, text: &LocalizedText, locale: &str) {
        self.localized(member, text, NAME);
        if text.get(locale).is_none() {
            self.note(
                member,
                format!("has no text in {locale:?}, the record's own locale"),
            );
        }
    }

    pub fn locale(&mut self, member: &str, locale: &str) {
        if !LOCALES.contains(&locale) {
            let known = LOCALES.join(", ");
            self.note(
                member,
                format!("{locale:?} is no locale; known are {known}"),
            );
        }
    }

    /// An absolute address on the web.
    pub fn url(&mut self, member: &str, url: &Option<String>) {
        let Some(url) = url else { return };
        let value = async_graphql::Value::String(url.clone());
        let read = <crate::platform::graphql::Url as async_graphql::ScalarType>::parse(value);
        if read.is_err() {
            self.note(
                member,
                format!("{url:?} must look like https://example.org/page, at most 2000 characters"),
            );
        }
    }

    /// An amount: not negative, in a currency that is known.
    pub fn money(&mut self, member: &str, money: &Option<entity::Money>) {
        let Some(money) = money else { return };
        let amount = Some(money.amount_minor);
        self.within(&format!("{member}.amountMinor"), amount, 0, MOST_MINOR);
        if !is_currency(&money.currency) {
            let known = CURRENCIES.join(", ");
            let message = format!("{:?} is no currency; known are {known}", money.currency);
            self.note(&format!("{member}.currency"), message);
        }
        self.texts(NAME, [(&format!("{member}.text"), &money.text)]);
    }

    pub fn within<T: PartialOrd + std::fmt::Display>(
        &mut self,
        member: &str,
        given: Option<T>,
        least: T,
        most: T,
    ) {
        if let Some(number) = given.filter(|number| !(*number >= least && *number <= most)) {
            self.note(
                member,
                format!("is {number}; it must be from {least} to {most}"),
            );
        }
    }

    /// Counts are never negative.
    pub fn counts<const N: usize>(&mut self, counts: [(&str, Option<i32>); N]) {
        for (member, count) in counts {
            self.within(member, count, 0, i32::MAX);
        }
    }

    pub fn year(&mut self, member: &str, year: Option<i32>) {
        self.within(member, year, 1000, 9999);
    }

    /// Both or neither.
    pub fn point(&mut self, latitude: Option<f64>, longitude: Option<f64>) {
        self.within("latitude", latitude, -90.0, 90.0);
        self.within("longitude", longitude, -180.0, 180.0);
        if latitude.is_some() != longitude.is_some() {
            self.note("latitude", "latitude and longitude belong together");
        }
    }

    /// The second moment must not come before the first; `strictly`: nor be the same.
    pub fn order<T: PartialOrd + serde::Serialize>(
        &mut self,
        (first, before): (&str, Option<T>),
        (second, after): (&str, Option<T>),
        strictly: bool,
    ) {
        if let (Some(before), Some(after)) = (before, after)
            && (before > after || (strictly && before == after))
        {
            let relation = if strictly {
                "must be after"
            } else {
                "must not be before"
            };
            self.note(second, format!("{second} {relation} {first}"));
        }
    }
}

/// Two bounds in order.
pub(super) fn range(line: &mut Line, least: (&str, Option<i32>), most: (&str, Option<i32>)) {
    line.counts([least, most]);
    line.order(least, most, false);
}
