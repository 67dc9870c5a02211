//! What goes wrong, and the one way a client hears of it.

use std::{fmt::Display, sync::Arc};

use async_graphql::{
    Enum, ErrorExtensions, OutputType, SimpleObject,
    registry::{MetaType, Registry},
};

use super::metering;

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a mutation was understood and not carried out. Written for people: shown as it is.
#[derive(SimpleObject, Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Stable name of the reason in capitals, such as `SEMINAR_NOT_OPEN`; compare this, not the message. A text and no enum, so
    /// that a new reason breaks no client; docs/errors.md lists them all.
    pub code: String,
    /// What was wrong and what would be right, in English, for people.
    pub message: String,
    /// Path of the input field at fault, such as `capacity`; null when the whole input is.
    pub field: Option<String>,
}

impl Refusal {
    pub fn new(code: &str, message: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            message: message.into(),
            field: None,
        }
    }

    pub fn at(mut self, field: &str) -> Self {
        self.field = Some(field.to_owned());
        self
    }

    fn within_content(mut self) -> Self {
        let field = self.field.take();
        self.field = Some(match field {
            Some(field) => format!("content.{field}"),
            None => "content".to_owned(),
        });
        self
    }
}

/// The codes of `errors[].extensions.code`.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// The document could not be parsed.
    GraphqlParseFailed,
    /// The document does not fit the schema.
    GraphqlValidationFailed,
    /// A value or header is not acceptable; the message says what would be, and `extensions.inputPath` where a value stands.
    BadInput,
    /// The operation is larger than one request may be. Where that is about its cost, `extensions.cost` holds what was requested, the limit, and the field that costs most.
    TooComplex,
    /// No document is known by this hash or id; send its text, with the hash if it should be known from then on.
    PersistedQueryNotFound,
    /// Documents are not remembered by their hashes here; send their text.
    PersistedQueryNotSupported,
    /// Only trusted documents are served here, and none has this id.
    PersistedQueryNotInList,
    /// Only trusted documents are served here: name one by its id, without its text.
    PersistedQueryIdRequired,
    /// Nobody is signed in, or the access token is no longer good.
    Unauthenticated,
    /// Visible, but this viewer may not do that; `viewerCan` says what they may.
    Forbidden,
    /// No such thing, or none that this viewer may see.
    NotFound,
    /// Somebody changed it meanwhile; `extensions.version` is the current version.
    Conflict,
    /// The body is larger than a request may be.
    PayloadTooLarge,
    /// The method is not served here; the `Allow` header says which are.
    MethodNotAllowed,
    /// Nothing the client accepts can be produced.
    NotAcceptable,
    /// The body is of a type that is not read here.
    UnsupportedMediaType,
    /// The request took too long to arrive or to answer.
    Timeout,
    /// Too many requests; `Retry-After` says when to come back.
    RateLimited,
    /// The server is too busy or not ready, or what a subscription may tell has changed; try again.
    Unavailable,
    /// Something failed here; quote `extensions.requestId` when asking for help.
    Internal,
}

impl Code {
    pub const ALL: [Self; 20] = [
        Self::GraphqlParseFailed,
        Self::GraphqlValidationFailed,
        Self::BadInput,
        Self::TooComplex,
        Self::PersistedQueryNotFound,
        Self::PersistedQueryNotSupported,
        Self::PersistedQueryNotInList,
        Self::PersistedQueryIdRequired,
        Self::Unauthenticated,
        Self::Forbidden,
        Self::NotFound,
        Self::Conflict,
        Self::PayloadTooLarge,
        Self::MethodNotAllowed,
        Self::NotAcceptable,
        Self::UnsupportedMediaType,
        Self::Timeout,
        Self::RateLimited,
        Self::Unavailable,
        Self::Internal,
    ];

    /// The statuses of an answer without `data` that has this code; none where it always has data.
    pub fn statuses(self) -> &'static [u16] {
        match self {
            Self::GraphqlParseFailed => &[400],
            Self::GraphqlValidationFailed
            | Self::TooComplex
            | Self::PersistedQueryNotFound
            | Self::PersistedQueryNotSupported
            | Self::PersistedQueryNotInList
            | Self::PersistedQueryIdRequired => &[422],
            // 422 where the variables do not fit.
            Self::BadInput => &[400, 422],
            Self::Unauthenticated => &[401],
            Self::Forbidden => &[403],
            Self::NotFound => &[404],
            Self::Conflict => &[409],
            Self::PayloadTooLarge => &[413],
            Self::MethodNotAllowed => &[405],
            Self::NotAcceptable => &[406],
            Self::UnsupportedMediaType => &[415],
            // 408 where the request itself was late.
            Self::Timeout => &[504, 408],
            Self::RateLimited => &[429],
            Self::Unavailable => &[503],
            Self::Internal => &[500],
        }
    }

    /// The catalogue of codes, as a table in Markdown. What a code means stands at it, above.
    pub fn table() -> String {
        let mut registry = Registry::default();
        Self::create_type_info(&mut registry);
        let described = |code: Self| match registry.types.get(&*Self::type_name())? {
            MetaType::Enum { enum_values, .. } => {
                enum_values.get(code.as_str())?.description.clone()
            }
            _ => None,
        };
        let mut table =
            "| code | status, when there is no `data` | meaning |\n| --- | --- | --- |\n"
                .to_owned();
        for code in Self::ALL {
            let statuses: Vec<_> = code.statuses().iter().map(u16::to_string).collect();
            let (name, statuses) = (code.as_str(), statuses.join(", "));
            let meaning = described(code).unwrap_or_default();
            table.push_str(&format!("| `{name}` | {statuses} | {meaning} |\n"));
        }
        table
    }

    /// The code of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.as_str() == name)
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::GraphqlParseFailed => "GRAPHQL_PARSE_FAILED",
            Self::GraphqlValidationFailed => "GRAPHQL_VALIDATION_FAILED",
            Self::BadInput => "BAD_INPUT",
            Self::TooComplex => "TOO_COMPLEX",
            Self::PersistedQueryNotFound => "PERSISTED_QUERY_NOT_FOUND",
            Self::PersistedQueryNotSupported => "PERSISTED_QUERY_NOT_SUPPORTED",
            Self::PersistedQueryNotInList => "PERSISTED_QUERY_NOT_IN_LIST",
            Self::PersistedQueryIdRequired => "PERSISTED_QUERY_ID_REQUIRED",
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Forbidden => "FORBIDDEN",
            Self::NotFound => "NOT_FOUND",
            Self::Conflict => "CONFLICT",
            Self::PayloadTooLarge => "PAYLOAD_TOO_LARGE",
            Self::MethodNotAllowed => "METHOD_NOT_ALLOWED",
            Self::NotAcceptable => "NOT_ACCEPTABLE",
            Self::UnsupportedMediaType => "UNSUPPORTED_MEDIA_TYPE",
            Self::Timeout => "TIMEOUT",
            Self::RateLimited => "RATE_LIMITED",
            Self::Unavailable => "UNAVAILABLE",
            Self::Internal => "INTERNAL",
        }
    }
}

/// Not `Display` on purpose: async-graphql turns anything displayable into an uncoded client
/// error, and this keeps the conversion below the only one.
#[derive(Clone, Debug)]
pub enum Error {
    /// Data for the payload of a mutation; elsewhere a bad input.
    Refused(Vec<Refusal>),
    /// Something is not acceptable; says what would be.
    BadInput(String),
    /// The value at this place of the arguments is not acceptable, such as `filter.from`; says what would be.
    BadValue {
        path: String,
        message: String,
    },
    Unauthenticated,
    Forbidden,
    /// Forbidden, whatever it is done to; says what would be allowed.
    Denied(String),
    NotFound,
    /// The row has this version now.
    Conflict(i64),
    /// Too much was asked; says what, and when to come back.
    RateLimited {
        message: String,
        seconds: u64,
    },
    Unavailable(String),
    /// Given up; says what would be quicker.
    Timeout(String),
    /// Ours; the cause is logged and never sent.
    Internal(Arc<anyhow::Error>),
}

impl Error {
    pub fn bad_input(message: impl Into<String>) -> Self {
        Self::BadInput(message.into())
    }

    /// `wrong` goes on from the place: `is 0; it must be from 1 to 100.`
    pub fn bad_value(path: &str, wrong: impl Display) -> Self {
        Self::BadValue {
            path: path.to_owned(),
            message: format!("{path} {wrong}"),
        }
    }

    /// Where in the arguments the fault is.
    fn input_path(&self) -> Option<&str> {
        match self {
            Self::BadValue { path, .. } => Some(path),
            Self::Refused(faults) => faults.iter().find_map(|fault| fault.field.as_deref()),
            _ => None,
        }
    }

    pub fn denied(message: impl Into<String>) -> Self {
        Self::Denied(message.into())
    }

    /// The faults of what the input has under `content`, named by their place in the whole input.
    pub fn within_content(self) -> Self {
        match self {
            Self::Refused(faults) => {
                Self::Refused(faults.into_iter().map(Refusal::within_content).collect())
            }
            other => other,
        }
    }

    pub fn internal(cause: impl Into<anyhow::Error>) -> Self {
        Self::Internal(Arc::new(cause.into()))
    }

    /// The database refused a row because another one has what must be unique.
    pub fn is_duplicate(&self) -> bool {
        let Self::Internal(cause) = self else {
            return false;
        };
        let cause = cause.downcast_ref::<sea_orm::DbErr>();
        let why = cause.and_then(sea_orm::DbErr::sql_err);
        matches!(why, Some(sea_orm::SqlErr::UniqueConstraintViolation(_)))
    }

    pub fn code(&self) -> Code {
        match self {
            Self::Refused(_) | Self::BadInput(_) | Self::BadValue { .. } => Code::BadInput,
            Self::Unauthenticated => Code::Unauthenticated,
            Self::Forbidden | Self::Denied(_) => Code::Forbidden,
            Self::NotFound => Code::NotFound,
            Self::Conflict(_) => Code::Conflict,
            Self::RateLimited { .. } => Code::RateLimited,
            Self::Timeout(_) => Code::Timeout,
            Self::Unavailable(_) => Code::Unavailable,
            Self::Internal(_) => Code::Internal,
        }
    }

    /// What the client reads.
    pub fn message(&self) -> String {
        match self {
            Self::Refused(why) => {
                let all: Vec<_> = why.iter().map(|one| one.message.as_str()).collect();
                all.join(" ")
            }
            Self::BadInput(message)
            | Self::Denied(message)
            | Self::Unavailable(message)
            | Self::Timeout(message)
            | Self::BadValue { message, .. }
            | Self::RateLimited { message, .. } => message.clone(),
            Self::Unauthenticated => "Sign in first: send `Authorization: Bearer <access token>`; the signIn mutation gives one.".to_owned(),
            Self::Forbidden => "You may see this but not do that to it; viewerCan says what you may do.".to_owned(),
            Self::NotFound => "There is no such thing, or none that you may see.".to_owned(),
            Self::Conflict(version) => format!("It was changed meanwhile and has version {version} now; read it again and repeat the change."),
            Self::Internal(_) => "Something went wrong here. The cause is logged under this request's id.".to_owned(),
        }
    }
}

impl From<Refusal> for Error {
    fn from(why: Refusal) -> Self {
        Self::Refused(vec![why])
    }
}

/// Beside the code of an error: seconds until it is worth trying again.
pub const RETRY_AFTER: &str = "retryAfter";

/// PostgreSQL's name for a statement that ran out of time.
pub(super) const TOOK_TOO_LONG: &str = "57014";

const BUSY: &str = "The database is too busy at this moment; try again in a few seconds.";
const TOO_LONG: &str = "The database took too long over this and gave up; ask for less at once.";

impl From<sea_orm::DbErr> for Error {
    fn from(cause: sea_orm::DbErr) -> Self {
        if matches!(
            cause,
            sea_orm::DbErr::ConnectionAcquire(sea_orm::ConnAcquireErr::Timeout)
        ) {
            metering::refused("database");
            return Self::Unavailable(BUSY.to_owned());
        }
        match sql_state(&cause).as_deref() {
            Some("22021") => Self::bad_input("A text holds a NUL character; leave it out."),
            // A statement that ran out of time: PostgreSQL's word for it, and SQLite's.
            Some(TOOK_TOO_LONG | "9") => {
                metering::refused("statement");
                Self::Timeout(TOO_LONG.to_owned())
            }
            // No connection to be had, or the server restarts; SQLite: another process writes.
            Some("53300" | "57P01" | "57P02" | "57P03" | "5") => {
                metering::refused("database");
                Self::Unavailable(BUSY.to_owned())
            }
            Some("40001" | "40P01") => {
                let message = "Two changes met and this one gave way; try again.";
                Self::Unavailable(message.to_owned())
            }
            _ => Self::internal(cause),
        }
    }
}

/// PostgreSQL's name for what went wrong.
pub(super) fn sql_state(cause: &sea_orm::DbErr) -> Option<String> {
    use sea_orm::{DbErr, RuntimeErr::SqlxError};
    let (DbErr::Exec(SqlxError(cause))
    | DbErr::Query(SqlxError(cause))
    | DbErr::Conn(SqlxError(cause))) = cause
    else {
        return None;
    };
    let code = cause.as_database_error()?.code()?;
    Some(code.into_owned())
}

impl ErrorExtensions for Error {
    fn extend(&self) -> async_graphql::Error {
        if let Self::Internal(cause) = self {
            tracing::error!(error = ?cause, "request failed");
        }
        async_graphql::Error::new(self.message()).extend_with(|_, extensions| {
            extensions.set("code", self.code().as_str());
            if let Some(path) = self.input_path() {
                extensions.set("inputPath", path);
            }
            match self {
                Self::Conflict(version) => extensions.set("version", *version),
                Self::RateLimited { seconds, .. } => extensions.set(RETRY_AFTER, *seconds),
                _ => {}
            }
        })
    }
}

impl From<Error> for async_graphql::Error {
    fn from(error: Error) -> Self {
        error.extend()
    }
}
