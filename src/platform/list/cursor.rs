//! Cursors: where a row stands in a list, opaque to clients and good only for the list they came from.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{Value, sea_query::ColumnType};
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{
    super::{
        access::Resource,
        error::{Error, Result},
    },
    sort::Sort,
};

/// The sort value and the id of a row.
pub(super) struct Cursor {
    pub value: Value,
    pub id: Uuid,
}

impl Cursor {
    pub fn of<E: Resource>(row: &E::Model, sort: &Sort<E>) -> Self {
        Self {
            value: sort.value_of(row),
            id: E::id_of(row),
        }
    }

    /// `list` is the print of the list it is for.
    pub fn write(&self, list: &str) -> String {
        let value = match &self.value {
            Value::String(Some(text)) => json!(text),
            Value::Int(Some(number)) => json!(number),
            Value::BigInt(Some(number)) => json!(number),
            Value::Double(Some(number)) => json!(number),
            Value::ChronoDateTimeUtc(Some(at)) => json!(at.timestamp_micros()),
            Value::ChronoDate(Some(day)) => json!(day),
            _ => json!(null),
        };
        let parts = json!([list, value, self.id.simple().to_string()]);
        URL_SAFE_NO_PAD.encode(parts.to_string())
    }

    /// `name` is the argument, for the message.
    pub fn read<E: Resource>(text: &str, sort: &Sort<E>, list: &str, name: &str) -> Result<Self> {
        let unreadable = || {
            Error::bad_value(
                name,
                "is not a cursor of this list; use an endCursor, startCursor or edge cursor that it gave.",
            )
        };
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| unreadable())?;
        let (made_for, value, id): (String, serde_json::Value, Uuid) =
            serde_json::from_slice(&bytes).map_err(|_| unreadable())?;
        if made_for != list {
            return Err(Error::bad_value(
                name,
                "is a cursor of another filter or order; repeat those it came from, or start without it.",
            ));
        }
        let value = read_value(&value, &sort.column_type()).ok_or_else(unreadable)?;
        Ok(Self { value, id })
    }
}

fn read_value(value: &serde_json::Value, column: &ColumnType) -> Option<Value> {
    Some(match column {
        ColumnType::Integer => i32::try_from(value.as_i64()?).ok()?.into(),
        ColumnType::BigInteger => value.as_i64()?.into(),
        ColumnType::Double => value.as_f64()?.into(),
        ColumnType::Date => value.as_str()?.parse::<NaiveDate>().ok()?.into(),
        ColumnType::TimestampWithTimeZone | ColumnType::Timestamp | ColumnType::DateTime => {
            DateTime::<Utc>::from_timestamp_micros(value.as_i64()?)?.into()
        }
        _ => value.as_str()?.into(),
    })
}

/// A few bytes that tell one question from another.
pub fn print(question: &str) -> String {
    let hash = Sha256::digest(question);
    URL_SAFE_NO_PAD.encode(&hash[..6])
}
