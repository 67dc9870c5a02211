//! Which fields a selection set comes to, as CollectFields() of the specification has it. The executor runs a key that is
//! selected twice twice, and passes over fragments on unions: so fields are merged and such fragments written out here.

use std::{
    cell::{Cell, RefCell},
    collections::{HashMap, HashSet},
};

use apollo_compiler::{
    ExecutableDocument, Name, Node, Schema, ast,
    executable::{DirectiveList, Field, Selection, SelectionSet},
    schema::ExtendedType,
};
use async_graphql::Variables;
use async_graphql_value::ConstValue;

use super::failure::{Errors, position, refused, too_many};
use crate::platform::error::Code;

/// The objects that a value of each abstract type can be.
pub(super) struct Possible(HashMap<Name, HashSet<Name>>);

impl Possible {
    pub(super) fn of(schema: &Schema) -> Self {
        let mut all: HashMap<Name, HashSet<Name>> = HashMap::new();
        for (name, definition) in &schema.types {
            match definition {
                ExtendedType::Object(object) => {
                    for interface in &object.implements_interfaces {
                        let members = all.entry(interface.name.clone()).or_default();
                        members.insert(name.clone());
                    }
                }
                ExtendedType::Union(union) => {
                    let members = union.members.iter().map(|member| member.name.clone());
                    all.entry(name.clone()).or_default().extend(members);
                }
                _ => {}
            }
        }
        Self(all)
    }

    /// The members of an abstract type, in order; nothing of an object.
    fn members(&self, ty: &str) -> Option<Vec<&Name>> {
        let mut members: Vec<_> = self.0.get(ty)?.iter().collect();
        members.sort();
        Some(members)
    }

    fn can_be(&self, ty: &str, object: &str) -> bool {
        match self.0.get(ty) {
            Some(members) => members.contains(object),
            None => ty == object,
        }
    }

    /// Whether what is a `ty` is also a `condition`.
    fn fits(&self, ty: &str, condition: &str) -> Fits {
        if ty == condition {
            return Fits::Always;
        }
        let Some(members) = self.0.get(ty) else {
            return match self.can_be(condition, ty) {
                true => Fits::Always,
                false => Fits::Never,
            };
        };
        // Even where all fit: the executor knows of a type only the fields that it declares itself.
        match members.iter().any(|member| self.can_be(condition, member)) {
            true => Fits::Sometimes,
            false => Fits::Never,
        }
    }
}

enum Fits {
    Always,
    Sometimes,
    Never,
}

/// What is selected at one place.
pub(super) enum Item<'a> {
    /// All fields of one key: the first stands for them, their selections belong together.
    Field(Vec<&'a Node<Field>>),
    /// A fragment for some of the types that are possible here.
    Narrow(&'a Name, &'a SelectionSet),
}

/// How the selections of a place can be written.
pub(super) enum Plan<'a> {
    Together(Vec<Item<'a>>),
    /// One fragment for each of these types, and the same fields for all the others.
    ByType {
        types: Vec<&'a Name>,
        others: Vec<&'a Name>,
        fields: Vec<Vec<&'a Node<Field>>>,
    },
}

pub(super) struct Collector<'a> {
    pub(super) schema: &'a Schema,
    pub(super) possible: &'a Possible,
    pub(super) document: &'a ExecutableDocument,
    /// Those of the request; without them everything conditional counts as included.
    pub(super) variables: Option<&'a Variables>,
    /// Whether anything depends on the variables.
    pub(super) conditional: Cell<bool>,
    fault: RefCell<Option<Errors>>,
    written: Cell<usize>,
}

impl<'a> Collector<'a> {
    pub(super) fn new(
        schema: &'a Schema,
        possible: &'a Possible,
        document: &'a ExecutableDocument,
        variables: Option<&'a Variables>,
    ) -> Self {
        Self {
            schema,
            possible,
            document,
            variables,
            conditional: Cell::new(false),
            fault: RefCell::new(None),
            written: Cell::new(0),
        }
    }

    /// Counts what is written out, which can be more than what was sent.
    pub(super) fn count(&self, most: usize) -> Result<(), Errors> {
        let written = self.written.get() + 1;
        self.written.set(written);
        match written > most {
            true => Err(too_many(
                "selections, once fragments are written out for each type they can stand for",
                most,
                None,
            )),
            false => Ok(()),
        }
    }

    pub(super) fn written(&self) -> usize {
        self.written.get()
    }

    pub(super) fn plan(&self, sets: &[&'a SelectionSet], ty: &str) -> Result<Plan<'a>, Errors> {
        let items = self.gather(sets, ty)?;
        let narrow: Vec<&Name> = items
            .iter()
            .filter_map(|item| match item {
                Item::Narrow(on, _) => Some(*on),
                Item::Field(_) => None,
            })
            .collect();
        let members = match narrow.is_empty() {
            true => None,
            false => self.possible.members(ty),
        };
        let Some(members) = members else {
            return Ok(Plan::Together(items));
        };
        let (types, others): (Vec<&'a Name>, Vec<&'a Name>) = members
            .into_iter()
            .partition(|member| narrow.iter().any(|on| self.possible.can_be(on, member)));
        if !self.must_split(&narrow, sets, &types)? {
            return Ok(Plan::Together(items));
        }
        let fields = items.into_iter().filter_map(|item| match item {
            Item::Field(fields) => Some(fields),
            Item::Narrow(..) => None,
        });
        Ok(Plan::ByType {
            types,
            others,
            fields: fields.collect(),
        })
    }

    /// The executor knows no fragments on unions, and would run what a fragment selects once more twice.
    fn must_split(
        &self,
        narrow: &[&Name],
        sets: &[&'a SelectionSet],
        types: &[&'a Name],
    ) -> Result<bool, Errors> {
        if narrow.iter().any(|on| self.schema.get_union(on).is_some()) {
            return Ok(true);
        }
        for member in types {
            let items = self.gather(sets, member)?;
            let twice = |item: &Item| match item {
                Item::Field(fields) => {
                    fields.len() > 1
                        && (!fields[0].selection_set.is_empty() || !fields[0].ty().is_non_null())
                }
                Item::Narrow(..) => false,
            };
            if items.iter().any(twice) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn gather(&self, sets: &[&'a SelectionSet], ty: &str) -> Result<Vec<Item<'a>>, Errors> {
        let (mut items, mut keys) = (vec![], HashMap::new());
        for set in sets {
            self.gather_into(set, ty, &mut items, &mut keys);
        }
        match self.fault.take() {
            Some(fault) => Err(fault),
            None => Ok(items),
        }
    }

    fn gather_into(
        &self,
        set: &'a SelectionSet,
        ty: &str,
        items: &mut Vec<Item<'a>>,
        keys: &mut HashMap<&'a str, usize>,
    ) {
        for selection in &set.selections {
            if !self.included(selection.directives()) {
                continue;
            }
            let (condition, inner) = match selection {
                Selection::Field(field) => {
                    let key = field.response_key().as_str();
                    match keys.get(key).map(|&at| &mut items[at]) {
                        Some(Item::Field(fields)) => fields.push(field),
                        _ => {
                            keys.insert(key, items.len());
                            items.push(Item::Field(vec![field]));
                        }
                    }
                    continue;
                }
                Selection::InlineFragment(inline) => {
                    (inline.type_condition.as_ref(), &inline.selection_set)
                }
                Selection::FragmentSpread(spread) => {
                    match self.document.fragments.get(&spread.fragment_name) {
                        Some(fragment) => {
                            (Some(fragment.type_condition()), &fragment.selection_set)
                        }
                        None => continue,
                    }
                }
            };
            let fits = condition.map_or(Fits::Always, |on| self.possible.fits(ty, on));
            match (fits, condition) {
                (Fits::Always, _) | (_, None) => self.gather_into(inner, ty, items, keys),
                (Fits::Sometimes, Some(on)) => items.push(Item::Narrow(on, inner)),
                (Fits::Never, _) => {}
            }
        }
    }

    fn included(&self, directives: &DirectiveList) -> bool {
        directives.iter().all(|directive| {
            let wanted = match directive.name.as_str() {
                "include" => true,
                "skip" => false,
                _ => return true,
            };
            let condition = directive.specified_argument_by_name("if");
            match condition.map(|value| value.as_ref()) {
                Some(ast::Value::Boolean(given)) => *given == wanted,
                Some(ast::Value::Variable(name)) => {
                    self.conditional.set(true);
                    let Some(variables) = self.variables else {
                        return true;
                    };
                    match variables.get(name.as_str()) {
                        Some(ConstValue::Boolean(given)) => *given == wanted,
                        _ => {
                            let message = format!(
                                "${name} is null, and @{} needs true or false.",
                                directive.name
                            );
                            let at = position(&self.document.sources, directive.location());
                            let fault = refused(Code::BadInput, &message, at);
                            self.fault.replace(Some(fault));
                            false
                        }
                    }
                }
                _ => true,
            }
        })
    }
}
