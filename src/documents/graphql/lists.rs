//! Lists of documents, and finding one.

use async_graphql::{Context, Enum, ID, InputObject, Object};
use chrono::{NaiveDate, NaiveTime};
use entity::{
    Origin,
    document::{self, Column, DocumentKind},
    municipality, network, organisation, theme,
};
use sea_orm::{ColumnTrait, Condition, sea_query::Expr};
use uuid::Uuid;

use crate::{
    documents::release::{DocumentState, stale},
    list,
    networks::shared_in,
    nodes::Document,
    places::{about, names},
    platform::{
        access::{Resource, Viewer},
        error::{Error, Result},
        graphql::{
            ContextExt, Date, DateTime, Direction, LOCALES, Locale, Narrow, Nullable, Sorted, id,
            in_order,
        },
        list::Sort,
        store::{each_once, one_of_kinds},
    },
    themes::themed,
};

list! {
    /// Documents that the viewer may see, by default the newest first.
    Documents { documents: document as Document, filter DocumentFilter, order DocumentOrder }
}

#[derive(Default)]
pub struct DocumentLookup;

#[Object]
impl DocumentLookup {
    /// One document; null when there is none, or none that the viewer may see.
    async fn document(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] id: ID,
    ) -> Nullable<Document> {
        match id::argument::<document::Entity>(&id, "id") {
            Ok(id) => ctx.related::<document::Entity, _>(id).await,
            Err(wrong) => Err::<Document, _>(wrong).into(),
        }
    }
}

/// Which documents. Everything given must fit.
#[derive(InputObject, Clone, Debug, Default)]
pub struct DocumentFilter {
    /// Of one of these kinds.
    pub kinds: Option<Vec<DocumentKind>>,
    /// Written in one of these languages.
    pub locales: Option<Vec<Locale>>,
    /// In one of these states; without it in any.
    pub states: Option<Vec<DocumentState>>,
    /// That this organisation answers for.
    pub owner_id: Option<ID>,
    /// That this organisation brought out.
    pub publisher_id: Option<ID>,
    /// Shared in at least one of these networks; at most 100.
    pub network_ids: Option<Vec<ID>>,
    /// About at least one of these themes; at most 100.
    pub theme_ids: Option<Vec<ID>>,
    /// About this municipality.
    pub municipality_id: Option<ID>,
    /// In whose title, in any language, a word begins with this text, in any case.
    pub title_begins_with: Option<String>,
    /// Of this day or later.
    pub from: Option<Date>,
    /// Of a day before this one.
    pub before: Option<Date>,
    /// Changed after this moment.
    pub changed_after: Option<DateTime>,
    /// True: that the viewer can change; false: the others.
    pub mine: Option<bool>,
    /// True: for which somebody is named who keeps them right; false: the ownerless.
    pub has_content_owner: Option<bool>,
    /// True: out, not archived, and the day on which their review was due has passed; false: the others.
    pub is_stale: Option<bool>,
    /// Whose record came from there.
    pub origin: Option<Origin>,
}

fn argument<E: Resource>(id: &Option<ID>, name: &str) -> Result<Option<Uuid>> {
    id.as_ref()
        .map(|id| id::argument::<E>(id, name))
        .transpose()
}

fn arguments<E: Resource>(given: &Option<Vec<ID>>, name: &str) -> Result<Option<Vec<Uuid>>> {
    let Some(given) = given else { return Ok(None) };
    if given.len() > 100 {
        let wrong = format!("has {} members; at most 100 are taken.", given.len());
        return Err(Error::bad_value(name, wrong));
    }
    let read = |id| id::argument::<E>(id, name);
    given.iter().map(read).collect::<Result<_>>().map(Some)
}

fn either(wanted: bool, condition: Condition) -> Condition {
    match wanted {
        true => condition,
        false => condition.not(),
    }
}

impl DocumentFilter {
    /// What ties it to other things.
    fn ties(&self, viewer: &Viewer) -> Result<Condition> {
        let owner = argument::<organisation::Entity>(&self.owner_id, "filter.ownerId")?;
        let publisher = argument::<organisation::Entity>(&self.publisher_id, "filter.publisherId")?;
        let networks = arguments::<network::Entity>(&self.network_ids, "filter.networkIds")?;
        let themes = arguments::<theme::Entity>(&self.theme_ids, "filter.themeIds")?;
        in_order(&self.from, &self.before, ["from", "before"])?;
        let place =
            argument::<municipality::Entity>(&self.municipality_id, "filter.municipalityId")?;
        let shared = |ids: Vec<Uuid>| Column::Id.in_subquery(shared_in(viewer, &ids));
        let themed = |ids: Vec<Uuid>| Column::Id.in_subquery(themed(viewer.backend(), &ids));
        Ok(Condition::all()
            .add_option(owner.map(|id| Column::OwnerId.eq(id)))
            .add_option(publisher.map(|id| Column::PublisherId.eq(id)))
            .add_option(networks.map(shared))
            .add_option(themes.map(themed))
            .add_option(place.map(|id| Column::Id.in_subquery(about(id)))))
    }

    /// What it is in itself.
    fn itself(&self) -> Condition {
        let begins = |text: &String| names::beginning(Column::TitleFold, text);
        let in_states = |states: &Vec<DocumentState>| {
            let any = Condition::any().add(Expr::cust("1 = 0"));
            let states = each_once(states).into_iter();
            states.fold(any, |any, state| any.add(state.condition()))
        };
        let owned = Condition::any()
            .add(Column::ContentOwnerId.is_not_null())
            .add(Column::ContentOwnerText.is_not_null());
        let locales = self.locales.as_ref().map(|given| {
            let known = given.iter().map(|locale| locale.0.clone());
            Column::Locale.is_in(known.take(LOCALES.len()))
        });
        Condition::all()
            .add_option(
                self.kinds
                    .clone()
                    .map(|kinds| one_of_kinds(Column::Kind, &kinds)),
            )
            .add_option(locales)
            .add_option(self.states.as_ref().map(in_states))
            .add_option(self.title_begins_with.as_ref().map(begins))
            .add_option(self.from.map(|day| Column::SortOn.gte(day.0)))
            .add_option(self.before.map(|day| Column::SortOn.lt(day.0)))
            .add_option(self.changed_after.map(|at| Column::UpdatedAt.gt(at.0)))
            .add_option(self.has_content_owner.map(|named| either(named, owned)))
            .add_option(self.origin.map(|origin| Column::Origin.eq(origin)))
    }
}

impl Narrow<document::Entity> for DocumentFilter {
    fn condition(&self, viewer: &Viewer) -> Result<Condition> {
        let mine = |mine| either(mine, viewer.sees(Column::EditorsId));
        Ok(Condition::all()
            .add(self.itself())
            .add(self.ties(viewer)?)
            .add_option(self.mine.map(mine)))
    }

    fn on(&self, today: NaiveDate) -> Option<Condition> {
        let wanted = self.is_stale?;
        Some(either(wanted, stale(today)))
    }
}

/// What documents are sorted by.
#[derive(Enum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DocumentOrderField {
    /// The day they are of: the latest it may be, else that of the decision, else that on which the record was made.
    #[default]
    Date,
    /// Their titles, by the alphabet of their language.
    Title,
    /// When their review is due; those without such a moment last.
    ReviewDueAt,
    /// When the record was made.
    CreatedAt,
    /// When the record was last changed.
    UpdatedAt,
}

/// How documents are sorted.
#[derive(InputObject, Clone, Debug)]
pub struct DocumentOrder {
    /// By what.
    #[graphql(default)]
    pub field: DocumentOrderField,
    /// Which way.
    #[graphql(default)]
    pub direction: Direction,
}

impl Default for DocumentOrder {
    fn default() -> Self {
        Self {
            field: DocumentOrderField::Date,
            direction: Direction::Desc,
        }
    }
}

/// Later than any review.
fn never() -> chrono::DateTime<chrono::Utc> {
    let day = NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or(NaiveDate::MAX);
    day.and_time(NaiveTime::MIN).and_utc()
}

impl Sorted<document::Entity> for DocumentOrder {
    fn sort(&self) -> Sort<document::Entity> {
        let sort = match self.field {
            DocumentOrderField::Date => Sort::by(Column::SortOn),
            DocumentOrderField::Title => Sort::by(Column::TitleSort),
            DocumentOrderField::ReviewDueAt => Sort::by(Column::ReviewDueAt).empty_as(never()),
            DocumentOrderField::CreatedAt => Sort::by(Column::CreatedAt),
            DocumentOrderField::UpdatedAt => Sort::by(Column::UpdatedAt),
        };
        sort.descending(self.direction.descending())
    }
}
