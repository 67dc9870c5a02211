//! The validator's tree into the executor's.

use std::collections::HashMap;

use apollo_compiler::{
    ExecutableDocument, Name, Node, ast,
    executable::{DirectiveList, Operation, Selection, SelectionSet},
    parser::SourceSpan,
};
use async_graphql::{
    Pos, Positioned, Variables,
    parser::types::{self as run, DocumentOperations},
};
use async_graphql_value::Value;

use super::{
    failure::{Errors, position, refused},
    operation_type,
};
use crate::platform::error::Code;

type Translated<T> = Result<T, Errors>;

pub(super) struct Translator<'a>(pub(super) &'a ExecutableDocument);

impl Translator<'_> {
    /// The operation, nameless since it is the only one, with the document's fragments: in a valid
    /// document all are used.
    pub(super) fn document(&self, operation: &Operation) -> Translated<run::ExecutableDocument> {
        let mut fragments = HashMap::new();
        for (key, fragment) in &self.0.fragments {
            let definition = run::FragmentDefinition {
                type_condition: condition(fragment.type_condition()),
                directives: self.directives(&fragment.directives)?,
                selection_set: self.set(&fragment.selection_set)?,
            };
            fragments.insert(name(key), self.at(definition, fragment.location()));
        }
        let variables = operation
            .variables
            .iter()
            .map(|variable| self.variable(variable));
        let definition = bare(run::OperationDefinition {
            ty: operation_type(operation),
            variable_definitions: variables.collect::<Translated<_>>()?,
            directives: self.directives(&operation.directives)?,
            selection_set: self.set(&operation.selection_set)?,
        });
        Ok(run::ExecutableDocument {
            operations: DocumentOperations::Single(definition),
            fragments,
        })
    }

    /// Without the default: coercion has already put it among the values.
    fn variable(
        &self,
        variable: &Node<ast::VariableDefinition>,
    ) -> Translated<Positioned<run::VariableDefinition>> {
        let unreadable = || {
            refused(
                Code::GraphqlValidationFailed,
                "The type of a variable cannot be read.",
                None,
            )
        };
        let definition = run::VariableDefinition {
            name: bare(name(&variable.name)),
            var_type: bare(run::Type::new(&variable.ty.to_string()).ok_or_else(unreadable)?),
            directives: self.directives(&variable.directives)?,
            default_value: None,
        };
        Ok(self.at(definition, variable.location()))
    }

    fn set(&self, set: &SelectionSet) -> Translated<Positioned<run::SelectionSet>> {
        let items = set
            .selections
            .iter()
            .map(|selection| self.selection(selection));
        Ok(bare(run::SelectionSet {
            items: items.collect::<Translated<_>>()?,
        }))
    }

    fn selection(&self, selection: &Selection) -> Translated<Positioned<run::Selection>> {
        Ok(bare(match selection {
            Selection::Field(field) => {
                let translated = run::Field {
                    alias: field.alias.as_ref().map(|alias| bare(name(alias))),
                    name: bare(name(&field.name)),
                    arguments: self.arguments(&field.arguments)?,
                    directives: self.directives(&field.directives)?,
                    selection_set: self.set(&field.selection_set)?,
                };
                run::Selection::Field(self.at(translated, field.location()))
            }
            Selection::FragmentSpread(spread) => {
                run::Selection::FragmentSpread(bare(run::FragmentSpread {
                    fragment_name: bare(name(&spread.fragment_name)),
                    directives: self.directives(&spread.directives)?,
                }))
            }
            Selection::InlineFragment(inline) => {
                run::Selection::InlineFragment(bare(run::InlineFragment {
                    type_condition: inline.type_condition.as_ref().map(condition),
                    directives: self.directives(&inline.directives)?,
                    selection_set: self.set(&inline.selection_set)?,
                }))
            }
        }))
    }

    fn directives(
        &self,
        directives: &DirectiveList,
    ) -> Translated<Vec<Positioned<run::Directive>>> {
        let one = |directive: &Node<ast::Directive>| {
            Ok(bare(run::Directive {
                name: bare(name(&directive.name)),
                arguments: self.arguments(&directive.arguments)?,
            }))
        };
        directives.iter().map(one).collect()
    }

    fn arguments(
        &self,
        arguments: &[Node<ast::Argument>],
    ) -> Translated<Vec<(Positioned<async_graphql::Name>, Positioned<Value>)>> {
        let one = |argument: &Node<ast::Argument>| {
            let value = self.value(&argument.value)?;
            Ok((
                bare(name(&argument.name)),
                self.at(value, argument.value.location()),
            ))
        };
        arguments.iter().map(one).collect()
    }

    fn value(&self, value: &Node<ast::Value>) -> Translated<Value> {
        Ok(match value.as_ref() {
            ast::Value::Null => Value::Null,
            ast::Value::Enum(chosen) => Value::Enum(name(chosen)),
            ast::Value::Variable(variable) => Value::Variable(name(variable)),
            ast::Value::String(text) => Value::String(text.clone()),
            ast::Value::Float(number) => self.number(number.as_str(), value.location())?,
            ast::Value::Int(number) => self.number(number.as_str(), value.location())?,
            ast::Value::Boolean(boolean) => Value::Boolean(*boolean),
            ast::Value::List(items) => Value::List(
                items
                    .iter()
                    .map(|item| self.value(item))
                    .collect::<Translated<_>>()?,
            ),
            ast::Value::Object(members) => {
                let members = members
                    .iter()
                    .map(|(key, member)| Ok((name(key), self.value(member)?)));
                Value::Object(members.collect::<Translated<_>>()?)
            }
        })
    }

    fn number(&self, text: &str, span: Option<SourceSpan>) -> Translated<Value> {
        let out_of_range = |_| {
            let at = position(&self.0.sources, span);
            refused(
                Code::GraphqlValidationFailed,
                "A number is out of range.",
                at,
            )
        };
        text.parse().map(Value::Number).map_err(out_of_range)
    }

    fn at<T>(&self, node: T, span: Option<SourceSpan>) -> Positioned<T> {
        Positioned::new(node, position(&self.0.sources, span).unwrap_or_default())
    }
}

/// A node whose position is never reported.
fn bare<T>(node: T) -> Positioned<T> {
    Positioned::new(node, Pos::default())
}

fn name(name: &Name) -> async_graphql::Name {
    async_graphql::Name::new(name)
}

fn condition(on: &Name) -> Positioned<run::TypeCondition> {
    bare(run::TypeCondition { on: bare(name(on)) })
}

/// Removes arguments given by a variable that was not sent, so that the argument's own default
/// applies: the executor would take them for null.
pub(super) fn drop_omitted(document: &mut run::ExecutableDocument, sent: &Variables) {
    if let DocumentOperations::Single(operation) = &mut document.operations {
        drop_omitted_in(&mut operation.node.selection_set.node, sent);
    }
    for fragment in document.fragments.values_mut() {
        drop_omitted_in(&mut fragment.node.selection_set.node, sent);
    }
}

fn drop_omitted_in(set: &mut run::SelectionSet, sent: &Variables) {
    let omitted =
        |value: &Value| matches!(value, Value::Variable(name) if !sent.contains_key(name));
    for item in &mut set.items {
        match &mut item.node {
            run::Selection::Field(field) => {
                field
                    .node
                    .arguments
                    .retain(|(_, value)| !omitted(&value.node));
                drop_omitted_in(&mut field.node.selection_set.node, sent);
            }
            run::Selection::InlineFragment(inline) => {
                drop_omitted_in(&mut inline.node.selection_set.node, sent)
            }
            run::Selection::FragmentSpread(_) => {}
        }
    }
}
