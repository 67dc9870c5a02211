//! Who took part in the seminars of a programme: what a condition such as "takes an active part" is held against.
//!
//! An organisation took part in a seminar that was held when somebody who stood for it was let in, or when the attendance
//! says so; where both do, the attendance says how many.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use async_graphql::dataloader::Loader;
use chrono::{DateTime, Utc};
use entity::{
    attendance,
    registration::{self, RegistrationStatus},
    seminar::{self, SeminarState},
};
use sea_orm::{
    QueryFilter, QuerySelect, Select,
    sea_query::{Expr, ExprTrait, Func, IntoIden, JoinType},
};
use uuid::Uuid;

use crate::platform::{
    access::Reader,
    error::{Error, Result},
    store::one_of,
};

/// One seminar that an organisation took part in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TookPart {
    pub seminar: Uuid,
    pub at: DateTime<Utc>,
    pub people: i32,
}

/// What one organisation took part in, the earliest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    pub organisation: Uuid,
    pub seminars: Vec<TookPart>,
}

impl Evidence {
    pub fn people(&self) -> i32 {
        self.seminars.iter().map(|one| one.people).sum()
    }
}

/// The evidence of one programme, among the seminars that the viewer may see.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct EvidenceOf(pub Uuid);

type Row = (Uuid, Uuid, Uuid, DateTime<Utc>, i64);

impl Loader<EvidenceOf> for Reader {
    type Value = Arc<Vec<Evidence>>;
    type Error = Error;

    async fn load(&self, keys: &[EvidenceOf]) -> Result<HashMap<EvidenceOf, Self::Value>> {
        let programmes: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let mut let_in = self.seminars_of(&programmes);
        let row = |column| Expr::col((registration::Entity, column));
        let of_seminar = row(registration::Column::SeminarId).eq(this());
        let_in = let_in
            .filter(row(registration::Column::Status).eq(RegistrationStatus::Attended))
            .filter(row(registration::Column::OrganisationId).is_not_null());
        joined(&mut let_in, registration::Entity, of_seminar);
        let one = Expr::from(Func::count(row(registration::Column::Id)));
        let let_in = counted(let_in, row(registration::Column::OrganisationId), one);
        let mut stated = self.seminars_of(&programmes);
        let row = |column| Expr::col((attendance::Entity, column));
        let of_seminar = row(attendance::Column::SeminarId).eq(this());
        stated = stated.filter(row(attendance::Column::OrganisationId).is_not_null());
        joined(&mut stated, attendance::Entity, of_seminar);
        let total = row(attendance::Column::Women)
            .add(row(attendance::Column::Men))
            .add(row(attendance::Column::Other))
            .add(row(attendance::Column::Unknown));
        let total = Expr::from(Func::sum(total));
        let stated = counted(stated, row(attendance::Column::OrganisationId), total);
        let rows: Vec<Row> = self.tuples(let_in.into_tuple()).await?;
        let more: Vec<Row> = self.tuples(stated.into_tuple()).await?;
        Ok(gathered(rows.into_iter().chain(more)))
    }
}

impl Reader {
    /// The seminars of programmes that have been held, as far as the viewer may see them.
    fn seminars_of(&self, programmes: &[Uuid]) -> Select<seminar::Entity> {
        use SeminarState::{Archived, Held, Reported};
        let programme = Expr::col((seminar::Entity, seminar::Column::ProgrammeId));
        let state = Expr::col((seminar::Entity, seminar::Column::State));
        self.select::<seminar::Entity>()
            .filter(one_of(self.store().backend(), programme, programmes))
            .filter(state.is_in([Held, Reported, Archived]))
    }
}

fn this() -> Expr {
    Expr::col((seminar::Entity, seminar::Column::Id))
}

fn joined<E: IntoIden>(select: &mut Select<seminar::Entity>, table: E, on: Expr) {
    QuerySelect::query(select).join(JoinType::InnerJoin, table.into_iden(), on);
}

/// One row a programme, organisation and seminar.
fn counted(
    select: Select<seminar::Entity>,
    organisation: Expr,
    people: Expr,
) -> Select<seminar::Entity> {
    let programme = || Expr::col((seminar::Entity, seminar::Column::ProgrammeId));
    let at = || Expr::col((seminar::Entity, seminar::Column::SortAt));
    let mut select = select
        .select_only()
        .expr_as(programme(), "programme")
        .expr_as(organisation.clone(), "organisation")
        .expr_as(this(), "seminar")
        .expr_as(at(), "at")
        .expr_as(people, "people");
    QuerySelect::query(&mut select).add_group_by([programme(), organisation, this(), at()]);
    select
}

/// What comes later about the same organisation and seminar counts.
fn gathered(rows: impl Iterator<Item = Row>) -> HashMap<EvidenceOf, Arc<Vec<Evidence>>> {
    let mut found: HashMap<Uuid, BTreeMap<Uuid, BTreeMap<Uuid, TookPart>>> = HashMap::new();
    for (programme, organisation, seminar, at, people) in rows {
        let people = i32::try_from(people).unwrap_or(i32::MAX);
        let took_part = TookPart {
            seminar,
            at,
            people,
        };
        let organisations = found.entry(programme).or_default();
        let seminars = organisations.entry(organisation).or_default();
        seminars.insert(seminar, took_part);
    }
    let evidence = |(organisation, seminars): (Uuid, BTreeMap<Uuid, TookPart>)| {
        let mut seminars: Vec<TookPart> = seminars.into_values().collect();
        seminars.sort_by_key(|one| (one.at, one.seminar));
        Evidence {
            organisation,
            seminars,
        }
    };
    let keyed = |(programme, organisations): (Uuid, BTreeMap<Uuid, BTreeMap<Uuid, TookPart>>)| {
        let all = organisations.into_iter().map(evidence).collect();
        (EvidenceOf(programme), Arc::new(all))
    };
    found.into_iter().map(keyed).collect()
}
