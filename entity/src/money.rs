//! An amount of money.

use sea_orm::FromJsonQueryResult;
use serde::{Deserialize, Serialize};

/// An amount in one currency, as one value of a row (`{json}`) and of a record.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, FromJsonQueryResult)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Money {
    /// In the smallest unit of the currency: øre, öre, cents; of ISK whole krónur.
    pub amount_minor: i64,
    /// ISO 4217.
    pub currency: String,
    /// The source says "about".
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_approximate: bool,
    /// The source's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}
