//! Global ids: the name of the type and the id of the row, so that the id of one thing cannot pass as another's.

use async_graphql::ID;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use uuid::Uuid;

use super::super::{
    access::Resource,
    error::{Error, Refusal, Result},
};

pub const WRONG_ID: &str = "WRONG_ID";

/// The id that clients see.
pub fn global(kind: &str, id: Uuid) -> ID {
    ID(format!("{kind}_{}", URL_SAFE_NO_PAD.encode(id)))
}

/// The kind and the row's id, if it is an id at all.
pub fn parse(id: &ID) -> Option<(&str, Uuid)> {
    let (kind, text) = id.split_once('_')?;
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    Some((kind, Uuid::from_slice(&bytes).ok()?))
}

/// The row's id, given as an argument or a field of an input; refused by name when it is another type's.
pub fn of<E: Resource>(id: &ID, field: &str) -> Result<Uuid> {
    let wanted = E::KIND;
    let message = match parse(id) {
        Some((kind, id)) if kind == wanted => return Ok(id),
        Some((kind, _)) => {
            format!("{field} is the id of another type, {kind}; one of type {wanted} is needed.")
        }
        None => format!("{field} is not an id; one of type {wanted} is needed, as Erfa gave it."),
    };
    Err(Refusal::new(WRONG_ID, message).at(field).into())
}

/// The row's id of a part that has no door of its own, such as a goal of a project.
pub fn part(kind: &str, id: &ID, field: &str) -> Result<Uuid> {
    match parse(id) {
        Some((given, id)) if given == kind => Ok(id),
        _ => {
            let message = format!("{field} is no id of type {kind}; use one that Erfa gave.");
            Err(Refusal::new(WRONG_ID, message).at(field).into())
        }
    }
}

/// As `of`, where the id may be missing.
pub fn optional<E: Resource>(id: &Option<ID>, field: &str) -> Result<Option<Uuid>> {
    id.as_ref().map(|id| of::<E>(id, field)).transpose()
}

/// As `of`, for an argument of a query, where a bad one is an error and not a refusal.
pub fn argument<E: Resource>(id: &ID, name: &str) -> Result<Uuid> {
    of::<E>(id, name).map_err(|error| Error::BadValue {
        path: name.to_owned(),
        message: error.message(),
    })
}

/// Ids that an argument of a query may name at most.
const ARGUMENTS: usize = 50;

/// As `argument`, for a list that may be missing.
pub fn arguments<E: Resource>(ids: &Option<Vec<ID>>, name: &str) -> Result<Option<Vec<Uuid>>> {
    let Some(ids) = ids else { return Ok(None) };
    if ids.len() > ARGUMENTS {
        let wrong = format!("has {} members; at most {ARGUMENTS} are taken.", ids.len());
        return Err(Error::bad_value(name, wrong));
    }
    ids.iter()
        .map(|one| argument::<E>(one, name))
        .collect::<Result<_>>()
        .map(Some)
}

/// As `argument`, where it may be missing.
pub fn maybe_argument<E: Resource>(id: &Option<ID>, name: &str) -> Result<Option<Uuid>> {
    id.as_ref().map(|one| argument::<E>(one, name)).transpose()
}
