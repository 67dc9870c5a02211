//! What somebody may have meant, where a document names what the schema has not.

use apollo_compiler::{Schema, schema::ExtendedType};

/// Names that are told, and letters of the longest that is thought about.
const TOLD: usize = 3;
const LONGEST: usize = 64;

/// A sentence that names what a finding of the validator may have meant; none where nothing is like it.
pub(super) fn suggestion(schema: &Schema, finding: &str) -> Option<String> {
    // The names stand between backticks, in an order that the wording tells.
    let quoted: Vec<&str> = finding.split('`').skip(1).step_by(2).collect();
    let (wrong, known) = match quoted.as_slice() {
        [within, field] if finding.contains("does not have a field") => {
            (*field, members(schema, within))
        }
        [argument, place] if finding.starts_with("the argument") => {
            (*argument, arguments(schema, place))
        }
        [member, within] if finding.contains("does not exist on") => {
            (*member, members(schema, within))
        }
        [name] if finding.starts_with("cannot find type") => (*name, types(schema)),
        [name, ..] if finding.starts_with("type condition") => (*name, types(schema)),
        _ => return None,
    };
    let near = nearest(wrong, known);
    match near.as_slice() {
        [] => None,
        [all @ .., last] if !all.is_empty() => {
            Some(format!("Did you mean {} or `{last}`?", joined(all)))
        }
        all => Some(format!("Did you mean {}?", joined(all))),
    }
}

fn joined(names: &[&str]) -> String {
    let all: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    all.join(", ")
}

/// Fields of a type, members of an input, values of an enum.
fn members<'a>(schema: &'a Schema, within: &str) -> Vec<&'a str> {
    match schema.types.get(within) {
        Some(ExtendedType::Object(one)) => one.fields.keys().map(|name| name.as_str()).collect(),
        Some(ExtendedType::Interface(one)) => one.fields.keys().map(|name| name.as_str()).collect(),
        Some(ExtendedType::InputObject(one)) => {
            one.fields.keys().map(|name| name.as_str()).collect()
        }
        Some(ExtendedType::Enum(one)) => one.values.keys().map(|name| name.as_str()).collect(),
        _ => vec![],
    }
}

/// Arguments of `Type.field`.
fn arguments<'a>(schema: &'a Schema, place: &str) -> Vec<&'a str> {
    let field = place.split_once('.').and_then(|(within, field)| {
        let field = field.split('(').next()?;
        schema.type_field(within, field).ok()
    });
    let arguments = field.map(|field| field.arguments.iter());
    let arguments = arguments.into_iter().flatten();
    arguments.map(|argument| argument.name.as_str()).collect()
}

fn types(schema: &Schema) -> Vec<&str> {
    let all = schema.types.keys().map(|name| name.as_str());
    all.filter(|name| !name.starts_with("__")).collect()
}

/// The known names that are a typing error away from this one, nearest first.
fn nearest<'a>(wrong: &str, known: Vec<&'a str>) -> Vec<&'a str> {
    if wrong.len() > LONGEST {
        return vec![];
    }
    let small = wrong.to_lowercase();
    // Two letters in five may be others: `adress` is near `address`, `id` near nothing.
    let most = small.chars().count() * 2 / 5;
    let mut near: Vec<(usize, &str)> = known
        .into_iter()
        .map(|name| (strsim::osa_distance(&small, &name.to_lowercase()), name))
        .filter(|(distance, _)| *distance <= most)
        .collect();
    near.sort_unstable();
    near.truncate(TOLD);
    near.into_iter().map(|(_, name)| name).collect()
}
