//! Request errors: what the gate says when it refuses.

use apollo_compiler::{
    Schema,
    parser::{SourceMap, SourceSpan},
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

const MAX_PATH_CHARS: usize = 200;

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

/// Beside the code of the last error that is told: how many more there were.
const OMITTED: &str = "errorsOmitted";

/// Leaves out errors beyond `most`, and says how many.
pub fn at_most(errors: &mut Vec<ServerError>, most: usize) {
    let omitted = errors.len().saturating_sub(most.max(1));
    errors.truncate(most.max(1));
    if omitted > 0
        && let Some(last) = errors.last_mut()
    {
        let extensions = last.extensions.get_or_insert_default();
        extensions.set(OMITTED, omitted);
    }
}

pub(super) fn refused(code: Code, message: &str, at: Option<Pos>) -> Errors {
    vec![coded(code, message, at)]
}

/// What is wrong with the value at a place of the input.
pub(super) fn unfit(path: &str, wrong: &str, at: Option<Pos>) -> Errors {
    vec![unfit_value(path, wrong, at)]
}

/// The same as one error.
pub(super) fn unfit_value(path: &str, wrong: &str, at: Option<Pos>) -> ServerError {
    // Names in it can be the client's own.
    let path: String = path.chars().take(MAX_PATH_CHARS).collect();
    let mut error = ServerError::new(format!("{path} {wrong}."), at);
    let extensions = error.extensions.get_or_insert_default();
    extensions.set("code", Code::BadInput.as_str());
    extensions.set("inputPath", path);
    error
}

/// A value of the input that is not what its place takes; `right` says what would be.
pub(super) fn wrong_value(path: &str, value: &Value, right: &str, at: Option<Pos>) -> Errors {
    let given: String = value.to_string().chars().take(MAX_VALUE_CHARS).collect();
    unfit(path, &format!("is {given}; {right}"), at)
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
    text: &str,
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
        let wrong = named(without_suggestion(&error.message), place(&error), text);
        let wrong = wrong.as_str();
        let meant = schema.and_then(|schema| suggestion(schema, wrong));
        match meant {
            Some(meant) => coded(code, &format!("{wrong}. {meant}"), place(&error)),
            None => coded(code, wrong, place(&error)),
        }
    };
    let mut errors: Errors = findings
        .iter()
        .map(|finding| one(finding.to_json()))
        .collect();
    at_most(&mut errors, most);
    errors
}

/// A finding that names nothing, with the name that stands at its place.
fn named(finding: &str, at: Option<Pos>, text: &str) -> String {
    let name = at.filter(|_| !finding.contains('`')).and_then(|at| {
        let line = text.lines().nth(at.line.checked_sub(1)?)?;
        let rest = line.chars().skip(at.column.checked_sub(1)?);
        let part = |letter: &char| letter.is_ascii_alphanumeric() || *letter == '_';
        let name: String = rest.take_while(part).collect();
        (!name.is_empty()).then_some(name)
    });
    match name {
        Some(name) => format!("{finding}: `{name}`"),
        None => finding.to_owned(),
    }
}

/// Strangers learn what is wrong, not what else there is.
fn without_suggestion(message: &str) -> &str {
    message.split(" Did you mean").next().unwrap_or(message)
}

pub(super) fn position(sources: &SourceMap, span: Option<SourceSpan>) -> Option<Pos> {
    let place = span?.line_column(sources)?;
    Some(Pos {
        line: place.line,
        column: place.column,
    })
}
