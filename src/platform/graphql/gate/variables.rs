//! Values of variables, as CoerceVariableValues() of the specification has it, with what our scalars take. Each fault names
//! its place, such as `$input.content.startsOn`.

use apollo_compiler::{
    ast,
    parser::SourceSpan,
    schema::{ExtendedType, InputObjectType},
};
use async_graphql::{Name, Variables};
use async_graphql_value::{ConstValue, indexmap::IndexMap};

use super::{
    super::scalars::fault,
    failure::{Errors, position, unfit, wrong_value},
    inputs::{Inputs, Path, constant, one_of},
};

/// The definition of the variable that a value belongs to.
type At = Option<SourceSpan>;

impl Inputs<'_> {
    /// The values that an operation runs with. Defaults are filled in here, because the executor's own @skip and @include
    /// look only at values that were sent.
    pub(super) fn variables(&self, mut sent: Variables) -> Result<Variables, Errors> {
        let mut values = Variables::default();
        for variable in &self.operation.variables {
            let (ty, path) = (&variable.ty, Path::Variable(&variable.name));
            let given = sent.remove(variable.name.as_str());
            let default = variable.default_value.as_deref();
            if let Some(value) = self.given(ty, given, default, variable.location(), &path)? {
                values.insert(Name::new(&variable.name), value);
            }
        }
        Ok(values)
    }

    /// What was given, or the default; nothing where it may be missing.
    fn given(
        &self,
        ty: &ast::Type,
        given: Option<ConstValue>,
        default: Option<&ast::Value>,
        at: At,
        path: &Path<'_>,
    ) -> Result<Option<ConstValue>, Errors> {
        match given.or_else(|| default.map(|value| constant(value).unwrap_or_default())) {
            Some(value) => self.value(ty, value, at, path).map(Some),
            None if ty.is_non_null() => {
                let wrong = format!("is missing; a value of type {ty} is needed");
                Err(self.unfit(&wrong, at, path))
            }
            None => Ok(None),
        }
    }

    fn value(
        &self,
        ty: &ast::Type,
        value: ConstValue,
        at: At,
        path: &Path<'_>,
    ) -> Result<ConstValue, Errors> {
        if value == ConstValue::Null {
            return match ty.is_non_null() {
                true => Err(self.unfit(
                    &format!("is null; a value of type {ty} is needed"),
                    at,
                    path,
                )),
                false => Ok(value),
            };
        }
        let name = match ty {
            ast::Type::List(inner) | ast::Type::NonNullList(inner) => {
                // What is no list is a list of one.
                let items = match value {
                    ConstValue::List(items) => items,
                    one => return Ok(ConstValue::List(vec![self.value(inner, one, at, path)?])),
                };
                self.count(items.len(), at, path)?;
                let items = items
                    .into_iter()
                    .enumerate()
                    .map(|(place, item)| self.value(inner, item, at, &Path::Item(path, place)));
                return Ok(ConstValue::List(items.collect::<Result<_, _>>()?));
            }
            ast::Type::Named(name) | ast::Type::NonNullNamed(name) => name,
        };
        let (value, right) = match (self.schema.types.get(name), value) {
            (Some(ExtendedType::InputObject(definition)), ConstValue::Object(members)) => {
                return self.members(definition, members, at, path);
            }
            (Some(ExtendedType::InputObject(_)), other) => {
                (other, format!("it must be an object of type {name}"))
            }
            (Some(ExtendedType::Enum(definition)), value) => {
                let chosen = match &value {
                    ConstValue::String(chosen) => chosen.as_str(),
                    ConstValue::Enum(chosen) => chosen.as_str(),
                    _ => "",
                };
                if definition.values.contains_key(chosen) {
                    return Ok(value);
                }
                (value, format!("it must be a value of the enum {name}"))
            }
            (_, value) => match built_in(name, &value).or_else(|| fault(name, &value)) {
                None => return Ok(value),
                Some(right) => (value, right),
            },
        };
        let at = position(self.sources, at);
        Err(wrong_value(&path.to_string(), &value, &right, at))
    }

    fn members(
        &self,
        definition: &InputObjectType,
        mut given: IndexMap<Name, ConstValue>,
        at: At,
        path: &Path<'_>,
    ) -> Result<ConstValue, Errors> {
        let mut names = given.keys();
        if let Some(unknown) = names.find(|name| !definition.fields.contains_key(name.as_str())) {
            let wrong = format!("is nothing that {} has; leave it out", definition.name);
            return Err(self.unfit(&wrong, at, &Path::Member(path, unknown)));
        }
        let one = given.len() == 1 && !given.values().any(|value| *value == ConstValue::Null);
        if !one && let Some(rule) = one_of(definition) {
            let wrong = format!("does not fit: {}", rule.trim_end_matches('.'));
            return Err(self.unfit(&wrong, at, path));
        }
        let mut members = IndexMap::with_capacity(given.len());
        for (name, field) in &definition.fields {
            let (ty, path) = (&field.ty, Path::Member(path, name));
            let value = given.swap_remove(name.as_str());
            let default = field.default_value.as_deref();
            if let Some(value) = self.given(ty, value, default, at, &path)? {
                members.insert(Name::new(name), value);
            }
        }
        Ok(ConstValue::Object(members))
    }

    fn unfit(&self, wrong: &str, at: At, path: &Path<'_>) -> Errors {
        unfit(&path.to_string(), wrong, position(self.sources, at))
    }
}

/// What would be right instead of a value that a scalar of the specification does not take.
fn built_in(scalar: &str, value: &ConstValue) -> Option<String> {
    let number = match value {
        ConstValue::Number(number) => Some(number),
        _ => None,
    };
    let whole = number.and_then(|number| number.as_i64());
    let text = matches!(value, ConstValue::String(_));
    let (fits, right) = match scalar {
        "Int" => (
            whole.is_some_and(|whole| i32::try_from(whole).is_ok()),
            "it must be a whole number from -2147483648 to 2147483647",
        ),
        "Float" => (number.is_some(), "it must be a number"),
        "String" => (text, "it must be text"),
        "Boolean" => (
            matches!(value, ConstValue::Boolean(_)),
            "it must be true or false",
        ),
        "ID" => (text || whole.is_some(), "it must be an id, which is text"),
        _ => return None,
    };
    (!fits).then(|| right.to_owned())
}
