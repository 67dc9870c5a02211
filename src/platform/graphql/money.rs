//! Amounts of money: what clients give and read, and which currencies there are.

use async_graphql::{InputObject, SimpleObject};

use super::{Check, scalars::SafeInt};

/// A currency that is not one of those of the Nordic countries.
pub const UNKNOWN_CURRENCY: &str = "UNKNOWN_CURRENCY";

/// The currencies that amounts can be in, by ISO 4217.
pub const CURRENCIES: [&str; 5] = ["DKK", "SEK", "NOK", "EUR", "ISK"];

/// More than any budget, and exact in JavaScript.
pub const MOST_MINOR: i64 = 1 << 53;

/// Characters of the source's own words.
const WORDS: usize = 200;

/// An amount of money.
#[derive(SimpleObject, Clone, Debug, PartialEq, Eq)]
pub struct Money {
    /// The amount in the smallest unit of its currency: `250000000` with `DKK` is 2.5 million kroner. ISK has no smaller unit: whole krónur.
    pub amount_minor: SafeInt,
    /// The currency, ISO 4217: `DKK`, `SEK`, `NOK`, `EUR` or `ISK`.
    pub currency: String,
    /// True when the source says "about".
    pub is_approximate: bool,
    /// The amount in the source's own words, where they say more than the number.
    pub text: Option<String>,
}

impl From<&entity::Money> for Money {
    fn from(money: &entity::Money) -> Self {
        Self {
            amount_minor: money.amount_minor.into(),
            currency: money.currency.clone(),
            is_approximate: money.is_approximate,
            text: money.text.clone(),
        }
    }
}

/// An amount of money.
#[derive(InputObject, Clone, Debug)]
pub struct MoneyInput {
    /// The amount in the smallest unit of its currency: `250000000` with `DKK` is 2.5 million kroner; of ISK whole krónur. Never negative.
    pub amount_minor: SafeInt,
    /// The currency, ISO 4217: `DKK`, `SEK`, `NOK`, `EUR` or `ISK`.
    pub currency: String,
    /// True for "about".
    #[graphql(default)]
    pub is_approximate: bool,
    /// The amount in the source's own words, at most 200 characters.
    pub text: Option<String>,
}

/// An amount as given; refused when it is negative (`OUT_OF_RANGE`), in a currency that is not known
/// (`UNKNOWN_CURRENCY`), or its words are too long.
pub fn money(check: &mut Check, field: &str, given: MoneyInput) -> entity::Money {
    let amount_minor = given.amount_minor.0;
    if amount_minor < 0 {
        let message = format!("{field}.amountMinor is {amount_minor}; it must be 0 or more.");
        check.refuse(&format!("{field}.amountMinor"), "OUT_OF_RANGE", message);
    }
    let currency = given.currency.trim().to_uppercase();
    if !is_currency(&currency) {
        let known = CURRENCIES.join(", ");
        let message = format!("{field}.currency is `{currency}`; known are {known}.");
        check.refuse(&format!("{field}.currency"), UNKNOWN_CURRENCY, message);
    }
    entity::Money {
        amount_minor,
        currency,
        is_approximate: given.is_approximate,
        text: check.optional(&format!("{field}.text"), given.text, WORDS),
    }
}

/// One of the currencies that amounts can be in.
pub fn is_currency(code: &str) -> bool {
    CURRENCIES.contains(&code)
}
