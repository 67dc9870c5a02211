//! Rules of input values that the validator does not know: @oneOf, members given twice, variables within lists and objects,
//! and what our scalars take. Each fault names its place in the input, such as `input.content.startsOn`.

use std::{collections::HashSet, fmt};

use apollo_compiler::{
    ExecutableDocument, Name, Node, Schema, ast,
    executable::Operation,
    parser::{SourceMap, SourceSpan},
    response::{JsonMap, JsonValue},
    schema::{ExtendedType, InputObjectType},
};

use async_graphql_value::ConstValue;

use super::{
    super::scalars::fault,
    failure::{Errors, position, refused, wrong_value},
};
use crate::platform::error::Code;

/// Where a value stands, by the names and places that lead to it. Written out only where something is wrong there.
#[derive(Clone, Copy)]
enum Path<'a> {
    Argument(&'a str),
    Variable(&'a str),
    Member(&'a Path<'a>, &'a str),
    Item(&'a Path<'a>, usize),
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Argument(name) => out.write_str(name),
            Self::Variable(name) => write!(out, "${name}"),
            Self::Member(of, name) => write!(out, "{of}.{name}"),
            Self::Item(of, place) => write!(out, "{of}.{place}"),
        }
    }
}

/// A literal that holds no others.
fn constant(value: &ast::Value) -> ConstValue {
    let number = |text: &str| text.parse().map(ConstValue::Number);
    match value {
        ast::Value::String(text) => ConstValue::String(text.clone()),
        ast::Value::Int(text) => number(text.as_str()).unwrap_or_default(),
        ast::Value::Float(text) => number(text.as_str()).unwrap_or_default(),
        ast::Value::Boolean(boolean) => ConstValue::Boolean(*boolean),
        ast::Value::Enum(name) => ConstValue::Enum(async_graphql::Name::new(name)),
        _ => ConstValue::Null,
    }
}

pub(super) struct Inputs<'a> {
    pub(super) schema: &'a Schema,
    pub(super) operation: &'a Operation,
    pub(super) sources: &'a SourceMap,
}

impl Inputs<'_> {
    /// Literals in arguments and in the defaults of variables.
    pub(super) fn check_document(&self, document: &ExecutableDocument) -> Result<(), Errors> {
        for field in self.operation.all_fields(document) {
            for argument in &field.arguments {
                if let Some(definition) = field.definition.argument_by_name(&argument.name) {
                    let has_default = definition.default_value.is_some();
                    let at = Path::Argument(&argument.name);
                    self.literal(&definition.ty, &argument.value, has_default, &at)?;
                }
            }
        }
        for variable in &self.operation.variables {
            if let Some(default) = &variable.default_value {
                let at = Path::Variable(&variable.name);
                self.literal(&variable.ty, default, false, &at)?;
            }
        }
        Ok(())
    }

    /// Values of variables, after coercion.
    pub(super) fn check_variables(&self, values: &JsonMap) -> Result<(), Errors> {
        for variable in &self.operation.variables {
            if let Some(value) = values.get(variable.name.as_str()) {
                let path = Path::Variable(&variable.name);
                self.json(&variable.ty, value, variable.location(), &path)?;
            }
        }
        Ok(())
    }

    /// `has_default` says whether the place has a value of its own, should a variable bring none.
    fn literal(
        &self,
        ty: &ast::Type,
        value: &Node<ast::Value>,
        has_default: bool,
        path: &Path<'_>,
    ) -> Result<(), Errors> {
        match value.as_ref() {
            ast::Value::Variable(name) => self.variable(name, ty, has_default, value.location()),
            ast::Value::List(items) => items.iter().enumerate().try_for_each(|(place, item)| {
                self.literal(ty.item_type(), item, false, &Path::Item(path, place))
            }),
            ast::Value::Object(members) => {
                let mut names = HashSet::new();
                if let Some((twice, member)) = members.iter().find(|(name, _)| !names.insert(name))
                {
                    let message = format!("{twice} is given twice; give it once.");
                    let at = position(self.sources, member.location());
                    return Err(refused(Code::GraphqlValidationFailed, &message, at));
                }
                let Some(definition) = self.input_object(ty) else {
                    return Ok(());
                };
                let fits = matches!(&members[..], [(_, only)] if self.surely_set(only));
                self.judge(
                    definition,
                    fits,
                    Code::GraphqlValidationFailed,
                    value.location(),
                )?;
                let mut known = members
                    .iter()
                    .filter_map(|(name, member)| Some((definition.fields.get(name)?, member)));
                known.try_for_each(|(field, member)| {
                    let has_default = field.default_value.is_some();
                    self.literal(
                        &field.ty,
                        member,
                        has_default,
                        &Path::Member(path, &field.name),
                    )
                })
            }
            ast::Value::Null => Ok(()),
            plain => self.scalar(ty, &constant(plain), value.location(), path),
        }
    }

    /// IsVariableUsageAllowed() of the specification.
    fn variable(
        &self,
        name: &Name,
        ty: &ast::Type,
        has_default: bool,
        at: Option<SourceSpan>,
    ) -> Result<(), Errors> {
        let mut variables = self.operation.variables.iter();
        let Some(variable) = variables.find(|variable| variable.name == *name) else {
            return Ok(());
        };
        let default = variable.default_value.as_deref();
        let never_missing = has_default || default.is_some_and(|value| !value.is_null());
        let fits = match ty.is_non_null() && !variable.ty.is_non_null() {
            true => never_missing && variable.ty.is_assignable_to(&ty.clone().nullable()),
            false => variable.ty.is_assignable_to(ty),
        };
        if fits {
            return Ok(());
        }
        let message = format!(
            "${name} is of type {}, and {ty} is needed here.",
            variable.ty
        );
        let at = position(self.sources, at);
        Err(refused(Code::GraphqlValidationFailed, &message, at))
    }

    fn json(
        &self,
        ty: &ast::Type,
        value: &JsonValue,
        at: Option<SourceSpan>,
        path: &Path<'_>,
    ) -> Result<(), Errors> {
        match value {
            JsonValue::Array(items) => items.iter().enumerate().try_for_each(|(place, item)| {
                self.json(ty.item_type(), item, at, &Path::Item(path, place))
            }),
            JsonValue::Object(members) => {
                let Some(definition) = self.input_object(ty) else {
                    return Ok(());
                };
                let fits = members.len() == 1 && !members.values().any(JsonValue::is_null);
                self.judge(definition, fits, Code::BadInput, at)?;
                let mut known = members.iter().filter_map(|(name, member)| {
                    Some((definition.fields.get(name.as_str())?, member))
                });
                known.try_for_each(|(field, member)| {
                    self.json(&field.ty, member, at, &Path::Member(path, &field.name))
                })
            }
            JsonValue::Null => Ok(()),
            plain => {
                // What cannot be read is nothing that a scalar takes.
                let plain = async_graphql::to_value(plain).unwrap_or_default();
                self.scalar(ty, &plain, at, path)
            }
        }
    }

    /// What one of our scalars says of a value.
    fn scalar(
        &self,
        ty: &ast::Type,
        value: &ConstValue,
        at: Option<SourceSpan>,
        path: &Path<'_>,
    ) -> Result<(), Errors> {
        match fault(ty.inner_named_type(), value) {
            None => Ok(()),
            Some(right) => Err(wrong_value(
                &path.to_string(),
                value,
                &right,
                position(self.sources, at),
            )),
        }
    }

    fn input_object(&self, ty: &ast::Type) -> Option<&Node<InputObjectType>> {
        match self.schema.types.get(ty.inner_named_type())? {
            ExtendedType::InputObject(definition) => Some(definition),
            _ => None,
        }
    }

    /// A member must not be null, so a variable there must be non-null.
    fn surely_set(&self, member: &ast::Value) -> bool {
        let non_null = |name: &Name| {
            self.operation
                .variables
                .iter()
                .any(|variable| variable.name == *name && variable.ty.is_non_null())
        };
        match member {
            ast::Value::Null => false,
            ast::Value::Variable(name) => non_null(name),
            _ => true,
        }
    }

    fn judge(
        &self,
        definition: &InputObjectType,
        fits: bool,
        code: Code,
        at: Option<SourceSpan>,
    ) -> Result<(), Errors> {
        if fits || !definition.directives.has("oneOf") {
            return Ok(());
        }
        let message = format!(
            "{} takes exactly one member, and it must not be null.",
            definition.name
        );
        Err(refused(code, &message, position(self.sources, at)))
    }
}
