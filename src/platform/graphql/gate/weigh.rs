//! Size and cost of an operation, fragments expanded on paper.

use std::collections::HashMap;

use apollo_compiler::{
    ExecutableDocument, Name, ast,
    executable::{Field, Operation, Selection, SelectionSet},
};
use async_graphql::{Value, Variables};

use super::{
    Limits,
    failure::{Errors, Heaviest, cost, position, refused, too_costly, too_many},
};
use crate::platform::error::Code;

/// Items assumed in each list of a type's description: its fields, values, arguments.
const INTROSPECTED_LIST: usize = 8;
/// Items assumed in the lists of types met in such a list: the most used types are the largest.
const INTROSPECTED_AGAIN: usize = 32;
/// Values of each type; the customary introspection query asks for some 3,400 by this count.
const INTROSPECTED_VALUES_PER_TYPE: usize = 8_000;

/// What an operation costs.
#[derive(Clone, Copy)]
pub(super) struct Weight {
    pub cost: usize,
    /// Whether variables say how long its lists are.
    pub sized: bool,
    /// Whether it asks for the schema and nothing else.
    pub describes: bool,
}

/// The weight of `operation`, if every size is within its limit; without `variables` as if they asked for as little as can
/// be. Only for valid documents: relies on acyclic fragments.
pub(super) fn weigh(
    document: &ExecutableDocument,
    operation: &Operation,
    limits: &Limits,
    types: usize,
    variables: Option<&Variables>,
) -> Result<Weight, Errors> {
    let set = &operation.selection_set;
    let first = set
        .selections
        .first()
        .and_then(|selection| position_of(document, selection));
    // Each fragment is measured once; only what is small is walked in full.
    let size = Sizes::default().of(document, set);
    if size.selections > limits.selections {
        return Err(too_many("selections", limits.selections, first));
    }
    if size.nesting > limits.expanded_nesting {
        return Err(too_many(
            "selections inside one another",
            limits.expanded_nesting,
            first,
        ));
    }
    let mut walk = Walk {
        document,
        limits,
        types,
        variables,
        totals: Totals::default(),
        shares: HashMap::new(),
    };
    walk.set(
        set,
        &Place {
            depth: 0,
            times: 1,
            page: 1,
            payer: None,
            in_members: false,
        },
    );
    walk.judge(operation, first)
}

#[derive(Clone, Copy, Default)]
struct Size {
    selections: usize,
    nesting: usize,
}

#[derive(Default)]
struct Sizes<'a>(HashMap<&'a str, Size>);

impl<'a> Sizes<'a> {
    fn of(&mut self, document: &'a ExecutableDocument, set: &'a SelectionSet) -> Size {
        let mut total = Size::default();
        for selection in &set.selections {
            let below = match selection {
                Selection::Field(field) => self.of(document, &field.selection_set),
                Selection::InlineFragment(inline) => self.of(document, &inline.selection_set),
                Selection::FragmentSpread(spread) => {
                    self.of_fragment(document, &spread.fragment_name)
                }
            };
            total.selections = total
                .selections
                .saturating_add(below.selections)
                .saturating_add(1);
            total.nesting = total.nesting.max(below.nesting.saturating_add(1));
        }
        total
    }

    fn of_fragment(&mut self, document: &'a ExecutableDocument, name: &'a Name) -> Size {
        if let Some(known) = self.0.get(name.as_str()) {
            return *known;
        }
        let size = match document.fragments.get(name) {
            Some(fragment) => self.of(document, &fragment.selection_set),
            None => Size::default(),
        };
        self.0.insert(name, size);
        size
    }
}

/// A field by its type and name.
type Coordinate<'a> = (&'a str, &'a str);

#[derive(Clone, Copy)]
struct Place<'a> {
    depth: usize,
    /// How often a selection here runs.
    times: usize,
    /// How many things the page above holds: they are the items of its `edges` and `nodes`.
    page: usize,
    /// The nearest list above: what it multiplies is on its account.
    payer: Option<Coordinate<'a>>,
    /// Whether this is in the description of a type's members.
    in_members: bool,
}

#[derive(Default)]
struct Totals {
    depth: usize,
    aliases: usize,
    cost: usize,
    introspected: usize,
    introspects: bool,
    root_fields: usize,
    sized: bool,
}

struct Walk<'a> {
    document: &'a ExecutableDocument,
    limits: &'a Limits,
    types: usize,
    variables: Option<&'a Variables>,
    totals: Totals,
    shares: HashMap<Coordinate<'a>, usize>,
}

impl<'a> Walk<'a> {
    fn set(&mut self, set: &'a SelectionSet, place: &Place<'a>) {
        for selection in &set.selections {
            match selection {
                Selection::Field(field) if field.name == "__typename" => {
                    self.totals.aliases += usize::from(field.alias.is_some());
                }
                Selection::Field(field) if introspective(field, &set.ty) => {
                    self.introspection(field, &set.ty, place)
                }
                Selection::Field(field) => self.field(field, &set.ty, place),
                Selection::InlineFragment(inline) => self.set(&inline.selection_set, place),
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = self.document.fragments.get(&spread.fragment_name) {
                        self.set(&fragment.selection_set, place);
                    }
                }
            }
        }
    }

    fn field(&mut self, field: &'a Field, parent: &'a str, place: &Place<'a>) {
        let (items, paged) = (self.items(field, parent), parent.ends_with("Connection"));
        let here = (parent, field.name.as_str());
        // What is beside the things of a page, such as its total, is there once.
        let (times, page) = match field.ty().inner_named_type().ends_with("Connection") {
            true => (1, items),
            false if paged && field.ty().is_list() => (place.page, 1),
            false => (items, 1),
        };
        let payer = if items > 1 {
            here
        } else {
            place.payer.unwrap_or(here)
        };
        self.totals.root_fields += usize::from(place.depth == 0);
        self.totals.depth = self.totals.depth.max(place.depth + 1);
        self.totals.aliases += usize::from(field.alias.is_some());
        self.totals.cost = self.totals.cost.saturating_add(place.times);
        let share = self.shares.entry(place.payer.unwrap_or(here)).or_default();
        *share = share.saturating_add(place.times);
        let below = Place {
            depth: place.depth + 1,
            times: place.times.saturating_mul(times),
            page,
            payer: Some(payer),
            in_members: false,
        };
        self.set(&field.selection_set, &below);
    }

    /// Deeper than any other query by custom, and about a thing of known size: so it has a measure
    /// of its own.
    fn introspection(&mut self, field: &'a Field, parent: &str, place: &Place<'a>) {
        let members = parent == "__Type" && field.ty().is_list();
        let items = match field.name.as_str() {
            "types" => self.types,
            _ if members && place.in_members => INTROSPECTED_AGAIN,
            _ if field.ty().is_list() => INTROSPECTED_LIST,
            _ => 1,
        };
        self.totals.introspects |= matches!(field.name.as_str(), "__schema" | "__type");
        self.totals.aliases += usize::from(field.alias.is_some());
        self.totals.introspected = self.totals.introspected.saturating_add(place.times);
        let below = Place {
            times: place.times.saturating_mul(items),
            in_members: place.in_members || members,
            ..*place
        };
        self.set(&field.selection_set, &below);
    }

    /// How many things a field answers with, as far as it says itself: those of a page at the field that takes `first`.
    fn items(&mut self, field: &Field, parent: &str) -> usize {
        let most = self.limits.page_size;
        let given = |name: &str| {
            field
                .specified_argument_by_name(name)
                .map(|value| value.as_ref())
        };
        let takes = |name: &str| field.definition.argument_by_name(name).is_some();
        match given("first").or(given("last")).or(given("ids")) {
            Some(ast::Value::Int(number)) => number.as_str().parse().unwrap_or(most).clamp(1, most),
            Some(ast::Value::List(ids)) => ids.len().max(1),
            Some(ast::Value::Variable(name)) => {
                self.totals.sized = true;
                let Some(variables) = self.variables else {
                    return 1;
                };
                match variables.get(name.as_str()) {
                    Some(Value::Number(number)) => number
                        .as_u64()
                        .map_or(1, |number| number.clamp(1, most as u64) as usize),
                    Some(Value::List(ids)) => ids.len().max(1),
                    _ => self.limits.list_size,
                }
            }
            Some(ast::Value::Null) | None if takes("first") => self.limits.list_size,
            Some(_) => most,
            None if field.ty().is_list() && !parent.ends_with("Connection") => {
                declared_size(field).unwrap_or(self.limits.list_size)
            }
            None => 1,
        }
    }

    fn judge(
        mut self,
        operation: &Operation,
        first: Option<async_graphql::Pos>,
    ) -> Result<Weight, Errors> {
        let (limits, totals) = (self.limits, &mut self.totals);
        if totals.introspects && !limits.introspection {
            let message = "This server does not describe its schema to clients.";
            return Err(refused(Code::GraphqlValidationFailed, message, first));
        }
        let root_fields = if operation.is_query() {
            limits.root_fields
        } else {
            1
        };
        let described = self.types.saturating_mul(INTROSPECTED_VALUES_PER_TYPE);
        let sizes = [
            ("root fields", totals.root_fields, root_fields),
            ("fields inside one another", totals.depth, limits.depth),
            ("aliases", totals.aliases, limits.aliases),
            ("values of the schema", totals.introspected, described),
        ];
        if let Some((what, _, limit)) = sizes.into_iter().find(|(_, size, limit)| size > limit) {
            let mut errors = too_many(what, limit, first);
            for error in &mut errors {
                let cost = cost(totals.cost, limits.cost);
                error.extensions.get_or_insert_default().set("cost", cost);
            }
            return Err(errors);
        }
        // The largest answer about the schema costs as much as the largest other one.
        let share = totals.introspected.saturating_mul(limits.cost);
        let share = share.div_ceil(described.max(1));
        totals.cost = totals.cost.saturating_add(share);
        self.shares.insert(("Query", "__schema"), share);
        if totals.cost > limits.cost {
            // Of equal shares the one first by name, so that the answer is always the same.
            let shares = self.shares.iter();
            let heaviest =
                shares.max_by_key(|(place, share)| (**share, std::cmp::Reverse(**place)));
            let heaviest = heaviest.map(|((parent, field), share)| Heaviest {
                field: format!("{parent}.{field}"),
                cost: *share,
            });
            let nothing = || Heaviest {
                field: String::new(),
                cost: 0,
            };
            let heaviest = heaviest.unwrap_or_else(nothing);
            return Err(too_costly(totals.cost, limits.cost, &heaviest, first));
        }
        Ok(Weight {
            cost: totals.cost,
            sized: totals.sized,
            describes: totals.introspects && totals.root_fields == 0,
        })
    }
}

/// The items of a list that the schema says are usual, by @listSize.
fn declared_size(field: &Field) -> Option<usize> {
    let declared = field.definition.directives.get("listSize")?;
    let size = declared.specified_argument_by_name("assumedSize")?;
    usize::try_from(size.to_i32()?).ok()
}

fn introspective(field: &Field, parent: &str) -> bool {
    field.name.starts_with("__") || parent.starts_with("__")
}

fn position_of(document: &ExecutableDocument, selection: &Selection) -> Option<async_graphql::Pos> {
    let span = match selection {
        Selection::Field(field) => field.location(),
        Selection::FragmentSpread(spread) => spread.location(),
        Selection::InlineFragment(inline) => inline.location(),
    };
    position(&document.sources, span)
}
