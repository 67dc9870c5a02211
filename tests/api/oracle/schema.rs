//! The schema of tests/oracle: every nullability, interfaces, unions, inputs of every kind, and fields that fail.

use std::fmt::Display;

use async_graphql::{
    EmptyMutation, EmptySubscription, Enum, ID, InputObject, Interface, MaybeUndefined, Object,
    OneofObject, Schema, SchemaBuilder, Union,
};
use erfa::platform::{
    error::{Error, Result},
    graphql::Nullable,
};

pub fn builder() -> SchemaBuilder<Query, EmptyMutation, EmptySubscription> {
    Schema::build(Query, EmptyMutation, EmptySubscription)
        .register_output_type::<Thing>()
        .register_output_type::<Named>()
}

#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Place,
    Park,
}

#[derive(OneofObject)]
pub enum By {
    Id(i32),
    Code(String),
}

#[derive(InputObject)]
pub struct Filter {
    by: MaybeUndefined<By>,
    #[graphql(default = 7)]
    most: i32,
    tags: MaybeUndefined<Vec<String>>,
    kind: MaybeUndefined<Kind>,
    nested: MaybeUndefined<Box<Filter>>,
}

#[derive(Interface)]
#[graphql(
    field(name = "id", ty = "i32"),
    field(name = "name", ty = "String"),
    field(name = "label", ty = "Nullable<String>"),
    field(name = "parent", ty = "Nullable<Place>")
)]
pub enum Thing {
    Place(Place),
    Park(Park),
}

#[derive(Interface)]
#[graphql(field(name = "name", ty = "String"))]
pub enum Named {
    Place(Place),
    Park(Park),
    Person(Person),
}

#[derive(Union)]
pub enum Found {
    Place(Place),
    Park(Park),
    Person(Person),
}

#[derive(Union)]
pub enum Living {
    Park(Park),
    Person(Person),
}

pub struct Place(i32);

#[Object]
impl Place {
    async fn id(&self) -> i32 {
        self.0
    }
    async fn name(&self) -> String {
        format!("place {}", self.0)
    }
    async fn area(&self) -> f64 {
        f64::from(self.0) + 0.5
    }
    async fn label(&self) -> Nullable<String> {
        failure::<String>().into()
    }
    async fn must(&self) -> Result<i32> {
        failure()
    }
    async fn parent(&self) -> Nullable<Place> {
        (self.0 < 5).then_some(Place(self.0 + 1)).into()
    }
    async fn children(&self) -> Vec<Place> {
        vec![Place(10 * self.0 + 1), Place(10 * self.0 + 2)]
    }
    async fn step(&self, #[graphql(default = 1)] by: i32) -> Nullable<i32> {
        Some(self.0 + by).into()
    }
    async fn must_step(&self, #[graphql(default = 1)] by: i32) -> i32 {
        self.0 + by
    }
    async fn owner(&self) -> Living {
        match self.0 % 2 {
            1 => Living::Person(Person(self.0)),
            _ => Living::Park(Park(self.0)),
        }
    }
}

pub struct Park(i32);

#[Object]
impl Park {
    async fn id(&self) -> i32 {
        self.0
    }
    async fn name(&self) -> String {
        format!("park {}", self.0)
    }
    async fn trees(&self) -> i32 {
        100 * self.0
    }
    async fn label(&self) -> Nullable<String> {
        Some(format!("label {}", self.0)).into()
    }
    async fn parent(&self) -> Nullable<Place> {
        Some(Place(self.0 + 1)).into()
    }
}

pub struct Person(i32);

#[Object]
impl Person {
    async fn id(&self) -> i32 {
        self.0
    }
    async fn name(&self) -> String {
        format!("person {}", self.0)
    }
    async fn age(&self) -> Option<i32> {
        (self.0 <= 3).then_some(30 + self.0)
    }
    async fn home(&self) -> Thing {
        Thing::Place(Place(self.0))
    }
}

pub struct Item(i32);

#[Object]
impl Item {
    async fn number(&self) -> i32 {
        self.0
    }
    async fn may(&self) -> Nullable<i32> {
        self.value().into()
    }
    async fn must(&self) -> Result<i32> {
        self.value()
    }
}

impl Item {
    fn value(&self) -> Result<i32> {
        match self.0 {
            2 => failure(),
            number => Ok(number),
        }
    }
}

fn items() -> Vec<Item> {
    vec![Item(1), Item(2), Item(3)]
}

fn failure<T>() -> Result<T> {
    Err(Error::bad_input("on purpose"))
}

pub struct Lists;

#[Object]
impl Lists {
    async fn loose(&self) -> Option<Vec<Option<Item>>> {
        Some(items().into_iter().map(Some).collect())
    }
    async fn strict(&self) -> Option<Vec<Item>> {
        Some(items())
    }
    async fn loose_of_all(&self) -> Vec<Option<Item>> {
        items().into_iter().map(Some).collect()
    }
    async fn strict_of_all(&self) -> Vec<Item> {
        items()
    }
    async fn with_null(&self) -> Vec<Option<Item>> {
        vec![Some(Item(1)), None, Some(Item(3))]
    }
    async fn failing_items(&self) -> Option<Vec<Nullable<Item>>> {
        let item = |number| Some(Item(number)).into();
        Some(vec![item(1), failure::<Item>().into(), item(3)])
    }
    async fn failing_strict_items(&self) -> Option<Vec<Result<Item>>> {
        Some(vec![Ok(Item(1)), failure(), Ok(Item(3))])
    }
    async fn failing_whole(&self) -> Nullable<Vec<Item>> {
        failure::<Vec<Item>>().into()
    }
    async fn grid(&self) -> Vec<Vec<Item>> {
        vec![items(), vec![Item(4)]]
    }
    async fn loose_grid(&self) -> Option<Vec<Option<Vec<Option<Item>>>>> {
        let all = items().into_iter().map(Some).collect();
        Some(vec![Some(all), None, Some(vec![Some(Item(4)), None])])
    }
}

pub struct Query;

#[Object]
impl Query {
    async fn ok(&self) -> String {
        "ok".to_owned()
    }
    async fn nothing(&self) -> Option<String> {
        None
    }
    async fn fails(&self) -> Nullable<String> {
        failure::<String>().into()
    }
    async fn must_fail(&self) -> Result<String> {
        failure()
    }
    async fn place(&self, #[graphql(default = 1)] id: i32) -> Nullable<Place> {
        Some(Place(id)).into()
    }
    async fn thing(&self, #[graphql(default_with = "Kind::Place")] kind: Kind) -> Thing {
        match kind {
            Kind::Place => Thing::Place(Place(1)),
            Kind::Park => Thing::Park(Park(2)),
        }
    }
    async fn things(&self) -> Vec<Thing> {
        vec![Thing::Place(Place(1)), Thing::Park(Park(2))]
    }
    async fn named(&self) -> Vec<Named> {
        vec![
            Named::Place(Place(1)),
            Named::Park(Park(2)),
            Named::Person(Person(3)),
        ]
    }
    async fn found(&self) -> Vec<Found> {
        vec![
            Found::Place(Place(1)),
            Found::Park(Park(2)),
            Found::Person(Person(3)),
        ]
    }
    async fn living(&self) -> Vec<Living> {
        vec![Living::Park(Park(2)), Living::Person(Person(3))]
    }
    async fn maybe(&self) -> Vec<Nullable<Found>> {
        vec![
            Some(Found::Place(Place(1))).into(),
            failure::<Found>().into(),
            Some(Found::Person(Person(3))).into(),
        ]
    }
    async fn lists(&self) -> Lists {
        Lists
    }
    #[allow(clippy::too_many_arguments, reason = "one for each kind of input")]
    async fn echo(
        &self,
        int: MaybeUndefined<i32>,
        float: MaybeUndefined<f64>,
        string: MaybeUndefined<String>,
        boolean: MaybeUndefined<bool>,
        id: MaybeUndefined<ID>,
        kind: MaybeUndefined<Kind>,
        ints: MaybeUndefined<Vec<i32>>,
        grid: MaybeUndefined<Vec<Option<Vec<Option<i32>>>>>,
        kinds: MaybeUndefined<Vec<Kind>>,
        filter: MaybeUndefined<Filter>,
    ) -> String {
        let row = |row: Option<Vec<Option<i32>>>| {
            let number = |number: Option<i32>| number.map_or("null".to_owned(), show);
            row.map_or("null".to_owned(), |row| list(row, number))
        };
        let said = [
            said("int", int, show),
            said("float", float, show),
            said("string", string, show),
            said("boolean", boolean, show),
            said("id", id, |id| id.0),
            said("kind", kind, name),
            said("ints", ints, |ints| list(ints, show)),
            said("grid", grid, |grid| list(grid, row)),
            said("kinds", kinds, |kinds| list(kinds, name)),
            said("filter", filter, Filter::show),
        ];
        sentence(said)
    }
    async fn with_default(
        &self,
        #[graphql(default = 5)] number: i32,
        #[graphql(default_with = "Some(Kind::Park)")] kind: Option<Kind>,
    ) -> String {
        let kind = kind.map_or("null".to_owned(), name);
        format!("number={number} kind={kind}")
    }
    async fn pick(&self, by: By) -> String {
        format!("by={}", by.show())
    }
}

impl By {
    fn show(self) -> String {
        match self {
            Self::Id(id) => format!("{{id={id}}}"),
            Self::Code(code) => format!("{{code={code}}}"),
        }
    }
}

impl Filter {
    fn show(self) -> String {
        let parts = [
            said("by", self.by, By::show),
            Some(format!("most={}", self.most)),
            said("tags", self.tags, |tags| list(tags, show)),
            said("kind", self.kind, name),
            said("nested", self.nested, |nested| nested.show()),
        ];
        format!("{{{}}}", sentence(parts))
    }
}

fn said<T>(key: &str, value: MaybeUndefined<T>, show: impl FnOnce(T) -> String) -> Option<String> {
    match value {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => Some(format!("{key}=null")),
        MaybeUndefined::Value(value) => Some(format!("{key}={}", show(value))),
    }
}

fn sentence<const N: usize>(parts: [Option<String>; N]) -> String {
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn list<T>(items: Vec<T>, show: impl FnMut(T) -> String) -> String {
    let items: Vec<_> = items.into_iter().map(show).collect();
    format!("[{}]", items.join(","))
}

fn show(value: impl Display) -> String {
    value.to_string()
}

fn name(kind: Kind) -> String {
    match kind {
        Kind::Place => "PLACE",
        Kind::Park => "PARK",
    }
    .to_owned()
}
