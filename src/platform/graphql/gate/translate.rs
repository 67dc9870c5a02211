//! The validator's tree into the executor's.

use std::{cell::RefCell, collections::HashMap};

use apollo_compiler::{
    Name, Node, ast,
    executable::{Field, Operation, SelectionSet},
    parser::{SourceMap, SourceSpan},
};
use async_graphql::{
    Pos, Positioned, Variables,
    parser::types::{self as run, DocumentOperations},
};
use async_graphql_value::Value;

use super::{
    collect::{Collector, Item, Plan},
    failure::{Errors, position, refused},
    nulls, operation_type,
    paths::Lists,
};
use crate::platform::error::Code;

type Translated<T> = Result<T, Errors>;

pub(super) struct Translator<'a> {
    pub(super) collect: Collector<'a>,
    /// Selections that are written at most.
    pub(super) most: usize,
    fragments: RefCell<HashMap<async_graphql::Name, Positioned<run::FragmentDefinition>>>,
    lists: RefCell<Lists>,
}

impl<'a> Translator<'a> {
    pub(super) fn new(collect: Collector<'a>, most: usize) -> Self {
        Self {
            collect,
            most,
            fragments: RefCell::default(),
            lists: RefCell::default(),
        }
    }

    /// The operation, nameless since it is the only one. Its fragments stand where they were spread.
    pub(super) fn document(&self, operation: &'a Operation) -> Translated<run::ExecutableDocument> {
        let variables = operation
            .variables
            .iter()
            .map(|variable| self.variable(variable));
        let set = &operation.selection_set;
        let definition = bare(run::OperationDefinition {
            ty: operation_type(operation),
            variable_definitions: variables.collect::<Translated<_>>()?,
            directives: vec![],
            selection_set: self.set(&[set], &set.ty)?,
        });
        Ok(run::ExecutableDocument {
            operations: DocumentOperations::Single(definition),
            fragments: self.fragments.take(),
        })
    }

    /// The fields that have lists, of what was translated.
    pub(super) fn lists(&self) -> Lists {
        self.lists.take()
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
            directives: vec![],
            default_value: None,
        };
        Ok(self.at(definition, variable.location()))
    }

    /// Selections of one place: several sets where a field is selected more than once.
    fn set(
        &self,
        sets: &[&'a SelectionSet],
        ty: &str,
    ) -> Translated<Positioned<run::SelectionSet>> {
        match self.collect.plan(sets, ty)? {
            Plan::Together(items) => {
                let items = items.into_iter().map(|item| match item {
                    Item::Field(fields) => self.field(&fields),
                    Item::Narrow(on, set) => self.fragment(on, self.set(&[set], on)?),
                });
                selections(items.collect::<Translated<_>>()?)
            }
            Plan::ByType {
                types,
                others,
                fields,
            } => {
                let mut items = vec![];
                for member in types {
                    items.push(self.fragment(member, self.set(sets, member)?)?);
                }
                if !fields.is_empty() && !others.is_empty() {
                    items.extend(self.for_others(&others, &fields, ty)?);
                }
                selections(items)
            }
        }
    }

    /// The same fields for several types, written once where that can be.
    fn for_others(
        &self,
        others: &[&Name],
        fields: &[Vec<&'a Node<Field>>],
        ty: &str,
    ) -> Translated<Vec<Positioned<run::Selection>>> {
        let written = || {
            let fields = fields.iter().map(|fields| self.field(fields));
            selections(fields.collect::<Translated<_>>()?)
        };
        // A union has no fields but its type's name.
        if self.collect.schema.get_interface(ty).is_none() {
            let each = others
                .iter()
                .map(|member| self.fragment(member, written()?));
            return each.collect();
        }
        let set = written()?;
        let mut fragments = self.fragments.borrow_mut();
        let key = async_graphql::Name::new(format!("others{}", fragments.len()));
        let definition = run::FragmentDefinition {
            type_condition: condition(ty),
            directives: vec![],
            selection_set: set,
        };
        fragments.insert(key.clone(), bare(definition));
        let each = others.iter().map(|member| {
            let spread = run::FragmentSpread {
                fragment_name: bare(key.clone()),
                directives: vec![],
            };
            let spread = bare(run::Selection::FragmentSpread(bare(spread)));
            self.fragment(member, selections(vec![spread])?)
        });
        each.collect()
    }

    fn fragment(
        &self,
        on: &str,
        selection_set: Positioned<run::SelectionSet>,
    ) -> Translated<Positioned<run::Selection>> {
        self.collect.count(self.most)?;
        Ok(bare(run::Selection::InlineFragment(bare(
            run::InlineFragment {
                type_condition: Some(condition(on)),
                directives: vec![],
                selection_set,
            },
        ))))
    }

    /// Fields of one key: what is below them belongs together.
    fn field(&self, fields: &[&'a Node<Field>]) -> Translated<Positioned<run::Selection>> {
        self.collect.count(self.most)?;
        let (first, location) = (fields[0], fields[0].location());
        let sets: Vec<_> = fields.iter().map(|field| &field.selection_set).collect();
        let depth = list_depth(first.ty());
        if let Some(at) = position(self.sources(), location).filter(|_| depth > 0) {
            self.lists.borrow_mut().insert((at.line, at.column), depth);
        }
        let variables = self.collect.variables;
        let fails =
            variables.and_then(|variables| nulls::fails(self.collect.schema, first, variables));
        let translated = run::Field {
            alias: first.alias.as_ref().map(|alias| bare(name(alias))),
            name: bare(name(&first.name)),
            arguments: self.arguments(&first.arguments)?,
            directives: fails.into_iter().collect(),
            selection_set: self.set(&sets, first.ty().inner_named_type())?,
        };
        Ok(bare(run::Selection::Field(self.at(translated, location))))
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
            let at = position(self.sources(), span);
            refused(
                Code::GraphqlValidationFailed,
                &format!("{text} is out of the range of numbers; send a smaller one."),
                at,
            )
        };
        text.parse().map(Value::Number).map_err(out_of_range)
    }

    fn sources(&self) -> &SourceMap {
        &self.collect.document.sources
    }

    fn at<T>(&self, node: T, span: Option<SourceSpan>) -> Positioned<T> {
        Positioned::new(node, position(self.sources(), span).unwrap_or_default())
    }
}

fn list_depth(ty: &ast::Type) -> usize {
    match ty {
        ast::Type::List(inner) | ast::Type::NonNullList(inner) => 1 + list_depth(inner),
        ast::Type::Named(_) | ast::Type::NonNullNamed(_) => 0,
    }
}

/// A node whose position is never reported.
fn bare<T>(node: T) -> Positioned<T> {
    Positioned::new(node, Pos::default())
}

fn name(name: &Name) -> async_graphql::Name {
    async_graphql::Name::new(name)
}

fn condition(on: &str) -> Positioned<run::TypeCondition> {
    let on = bare(async_graphql::Name::new(on));
    bare(run::TypeCondition { on })
}

fn selections(items: Vec<Positioned<run::Selection>>) -> Translated<Positioned<run::SelectionSet>> {
    Ok(bare(run::SelectionSet { items }))
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
