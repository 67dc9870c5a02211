//! Request errors: what the gate says when it refuses.

use apollo_compiler::{
    Schema,
    parser::{SourceMap, SourceSpan},
    request::RequestError,
    response::GraphQLError,
    validation::DiagnosticList,
};
use async_graphql::{Pos, ServerError, Value};

use super::suggestions::suggestion;
use crate::platform::error::Code;

pub(super) type Errors = Vec<ServerError>;

/// Messages can quote the client's own text at length.
const MAX_MESSAGE_CHARS: usize = 200;

const MAX_VALUE_CHARS: usize = 60;

/// An error with one of our codes.
pub fn coded(code: Code, message: &str, at: Option<Pos>) -> ServerError {
    let line = message.split_whitespace().collect::<Vec<_>>().join(" ");
    let short: String = line.chars().take(MAX_MESSAGE_CHARS).collect();
    let mut error = ServerError::new(short, at);
    error
        .extensions
        .get_or_insert_default()
        .set("code", code.as_str());
    error
}

pub(super) fn refused(code: Code, message: &str, at: Option<Pos>) -> Errors {
    vec![coded(code, message, at)]
}

/// A value of the input that is not what its place takes; `right` says what would be.
pub(super) fn wrong_value(path: &str, value: &Value, right: &str, at: Option<Pos>) -> Errors {
    let given: String = value.to_string().chars().take(MAX_VALUE_CHARS).collect();
    let mut error = ServerError::new(format!("{path} is {given}; {right}."), at);
    let extensions = error.extensions.get_or_insert_default();
    extensions.set("code", Code::BadInput.as_str());
    extensions.set("inputPath", path);
    vec![error]
}

pub(super) fn too_many(what: &str, limit: usize, at: Option<Pos>) -> Errors {
    let message = format!("The request has too many {what}; at most {limit} are allowed.");
    refused(Code::TooComplex, &message, at)
}

/// The field whose items make up most of a request's cost.
pub(super) struct Heaviest {
    /// Such as `Network.members`.
    pub(super) field: String,
    pub(super) cost: usize,
}

pub(super) fn too_costly(
    requested: usize,
    limit: usize,
    heaviest: &Heaviest,
    at: Option<Pos>,
) -> Errors {
    let Heaviest { field, cost: share } = heaviest;
    let message = format!(
        "The request costs {requested}, and {limit} is allowed; {share} of it for {field}. Ask for fewer items there, or for less of each."
    );
    let mut error = coded(Code::TooComplex, &message, at);
    let mut members = both(requested, limit);
    members.push(("heaviestField", Value::from(field.as_str())));
    members.push(("heaviestFieldCost", Value::from(*share)));
    error
        .extensions
        .get_or_insert_default()
        .set("cost", object(members));
    vec![error]
}

/// `{requested, limit}`.
pub(super) fn cost(requested: usize, limit: usize) -> Value {
    object(both(requested, limit))
}

fn both(requested: usize, limit: usize) -> Vec<(&'static str, Value)> {
    vec![
        ("requested", Value::from(requested)),
        ("limit", Value::from(limit)),
    ]
}

fn object(members: Vec<(&'static str, Value)>) -> Value {
    let members = members
        .into_iter()
        .map(|(key, value)| (async_graphql::Name::new(key), value));
    Value::Object(members.collect())
}

/// The first few findings of the parser or the validator, with suggestions from a schema if one is given.
pub(super) fn diagnostics(
    findings: &DiagnosticList,
    code: Code,
    most: usize,
    schema: Option<&Schema>,
) -> Errors {
    let place = |error: &GraphQLError| {
        let first = error.locations.first()?;
        Some(Pos {
            line: first.line,
            column: first.column,
        })
    };
    let one = |error: GraphQLError| {
        let wrong = without_suggestion(&error.message);
        let meant = schema.and_then(|schema| suggestion(schema, wrong));
        match meant {
            Some(meant) => coded(code, &format!("{wrong}. {meant}"), place(&error)),
            None => coded(code, wrong, place(&error)),
        }
    };
    findings
        .iter()
        .take(most)
        .map(|finding| one(finding.to_json()))
        .collect()
}

/// Strangers learn what is wrong, not what else there is.
fn without_suggestion(message: &str) -> &str {
    message.split(" Did you mean").next().unwrap_or(message)
}

pub(super) fn bad_value(error: &RequestError, sources: &SourceMap) -> Errors {
    refused(
        Code::BadInput,
        &error.message().to_string(),
        position(sources, error.location()),
    )
}

pub(super) fn position(sources: &SourceMap, span: Option<SourceSpan>) -> Option<Pos> {
    let place = span?.line_column(sources)?;
    Some(Pos {
        line: place.line,
        column: place.column,
    })
}
