//! What a mutation answers: the changed thing, or why it was not changed.

use super::super::error::{Error, Refusal, Result};

/// Parts an outcome into the value and the refusals; anything else stays an error.
pub fn refused<T>(outcome: Result<T>) -> Result<(Option<T>, Vec<Refusal>)> {
    match outcome {
        Ok(value) => Ok((Some(value), vec![])),
        Err(Error::Refused(why)) => Ok((None, why)),
        Err(other) => Err(other),
    }
}

/// Declares the payload of a mutation.
#[macro_export]
macro_rules! payload {
    ($(#[doc = $about:literal])+ $name:ident { $(#[doc = $meaning:literal])+ $field:ident: $node:ty }) => {
        $(#[doc = $about])+
        #[derive(async_graphql::SimpleObject)]
        pub struct $name {
            $(#[doc = $meaning])+
            pub $field: Option<$node>,
            /// Why nothing was changed; empty when it was. For people to read and for forms to show at `field`.
            pub refusals: Vec<$crate::platform::error::Refusal>,
        }

        impl $name {
            pub fn from_outcome<R: Into<$node>>(
                outcome: $crate::platform::error::Result<R>,
            ) -> $crate::platform::error::Result<Self> {
                let (value, refusals) = $crate::platform::graphql::refused(outcome)?;
                let $field = value.map(Into::into);
                Ok(Self { $field, refusals })
            }
        }
    };
}
