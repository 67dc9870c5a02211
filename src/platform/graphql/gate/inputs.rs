//! Rules of input values that the validator does not know: @oneOf, members given twice, variables within lists and objects,
//! how long a list may be, and what our scalars take. Each fault names its place in the input, such as
//! `input.content.startsOn`.

use std::{cell::Cell, collections::HashSet, fmt};

use apollo_compiler::{
    ExecutableDocument, Name, Node, Schema, ast,
    executable::Operation,
    parser::{SourceMap, SourceSpan},
    schema::{ExtendedType, InputObjectType},
};

use async_graphql_value::ConstValue;

use super::{
    super::scalars::fault,
    failure::{Errors, position, refused, unfit, wrong_value},
};
use crate::platform::error::Code;

/// Where a value stands, by the names and places that lead to it. Written out only where something is wrong there.
#[derive(Clone, Copy)]
pub(super) enum Path<'a> {
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

/// A literal as a value; none where it holds a variable, or a number that is out of range.
pub(super) fn constant(value: &ast::Value) -> Option<ConstValue> {
    let number = |text: &str| text.parse().map(ConstValue::Number).ok();
    Some(match value {
        ast::Value::Null => ConstValue::Null,
        ast::Value::String(text) => ConstValue::String(text.clone()),
        ast::Value::Int(text) => number(text.as_str())?,
        ast::Value::Float(text) => number(text.as_str())?,
        ast::Value::Boolean(boolean) => ConstValue::Boolean(*boolean),
        ast::Value::Enum(name) => ConstValue::Enum(async_graphql::Name::new(name)),
        ast::Value::List(items) => {
            let items = items.iter().map(|item| constant(item));
            ConstValue::List(items.collect::<Option<_>>()?)
        }
        ast::Value::Object(members) => {
            let members = members
                .iter()
                .map(|(name, member)| Some((async_graphql::Name::new(name), constant(member)?)));
            ConstValue::Object(members.collect::<Option<_>>()?)
        }
        ast::Value::Variable(_) => return None,
    })
}

pub(super) struct Inputs<'a> {
    pub(super) schema: &'a Schema,
    pub(super) operation: &'a Operation,
    pub(super) sources: &'a SourceMap,
    /// Members that a list may have.
    pub(super) most: usize,
    /// Whether a variable that can be null stands where nothing may be.
    pub(super) nullable: Cell<bool>,
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
            ast::Value::List(items) => {
                self.count(items.len(), value.location(), path)?;
                items.iter().enumerate().try_for_each(|(place, item)| {
                    self.literal(ty.item_type(), item, false, &Path::Item(path, place))
                })
            }
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
                if !fits && let Some(rule) = one_of(definition) {
                    let at = position(self.sources, value.location());
                    return Err(refused(Code::GraphqlValidationFailed, &rule, at));
                }
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
            plain => {
                let plain = constant(plain).unwrap_or_default();
                match fault(ty.inner_named_type(), &plain) {
                    None => Ok(()),
                    Some(right) => {
                        let at = position(self.sources, value.location());
                        Err(wrong_value(&path.to_string(), &plain, &right, at))
                    }
                }
            }
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
            let nullable = ty.is_non_null() && !variable.ty.is_non_null();
            self.nullable.set(nullable || self.nullable.get());
            return Ok(());
        }
        let message = format!(
            "${name} is of type {}, and {ty} is needed here.",
            variable.ty
        );
        let at = position(self.sources, at);
        Err(refused(Code::GraphqlValidationFailed, &message, at))
    }

    pub(super) fn count(
        &self,
        members: usize,
        at: Option<SourceSpan>,
        path: &Path<'_>,
    ) -> Result<(), Errors> {
        if members <= self.most {
            return Ok(());
        }
        let wrong = format!("has {members} members; at most {} are taken", self.most);
        let at = position(self.sources, at);
        Err(unfit(&path.to_string(), &wrong, at))
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
}

/// What a type with @oneOf demands.
pub(super) fn one_of(definition: &InputObjectType) -> Option<String> {
    let name = &definition.name;
    let rule = || format!("{name} takes exactly one member, and it must not be null.");
    definition.directives.has("oneOf").then(rule)
}
