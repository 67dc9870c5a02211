//! What a change may leave out and cannot empty.

use std::borrow::Cow;

use async_graphql::{InputType, InputValueError, InputValueResult, Value, registry::Registry};

/// A field of a change that has a value always: left out it stays as it is, null is refused when it is read by
/// `Check::kept`. What null empties is a `MaybeUndefined`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Kept<T> {
    #[default]
    LeftOut,
    Null {
        /// It is a list that may be empty; a text in several languages has one at least.
        list: bool,
    },
    Value(T),
}

impl<T> Kept<T> {
    pub fn as_ref(&self) -> Kept<&T> {
        match self {
            Self::LeftOut => Kept::LeftOut,
            Self::Null { list } => Kept::Null { list: *list },
            Self::Value(value) => Kept::Value(value),
        }
    }

    pub fn map_value<U>(self, map: impl FnOnce(T) -> U) -> Kept<U> {
        match self {
            Self::LeftOut => Kept::LeftOut,
            Self::Null { list } => Kept::Null { list },
            Self::Value(value) => Kept::Value(map(value)),
        }
    }
}

impl<T: InputType> InputType for Kept<T> {
    type RawValueType = T::RawValueType;

    fn type_name() -> Cow<'static, str> {
        T::type_name()
    }

    fn qualified_type_name() -> String {
        T::type_name().to_string()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        T::create_type_info(registry);
        T::type_name().to_string()
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        match value {
            None => Ok(Self::LeftOut),
            Some(Value::Null) => Ok(Self::Null {
                list: T::type_name().starts_with('[') && !T::type_name().contains("LocalizedText"),
            }),
            given => T::parse(given)
                .map(Self::Value)
                .map_err(InputValueError::propagate),
        }
    }

    fn to_value(&self) -> Value {
        match self {
            Self::Value(value) => value.to_value(),
            _ => Value::Null,
        }
    }

    fn as_raw_value(&self) -> Option<&Self::RawValueType> {
        match self {
            Self::Value(value) => value.as_raw_value(),
            _ => None,
        }
    }
}

/// A list of an input that may be left out: of something new, where null says no more, or of a change.
pub trait MaybeList<T> {
    fn maybe(&self) -> Kept<&Vec<T>>;
}

impl<T> MaybeList<T> for Option<Vec<T>> {
    fn maybe(&self) -> Kept<&Vec<T>> {
        self.as_ref().map_or(Kept::LeftOut, Kept::Value)
    }
}

impl<T> MaybeList<T> for Kept<Vec<T>> {
    fn maybe(&self) -> Kept<&Vec<T>> {
        self.as_ref()
    }
}
