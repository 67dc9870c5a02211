//! Whose registrations may have to end.

use std::collections::BTreeMap;

use entity::{
    affiliation::{self, OrganisationRole},
    network,
    network_membership::{self, MembershipStatus},
    registration::{self, RegistrationStatus},
    seminar::{self, SeminarState},
    seminar_invitation, seminar_series, series_registration,
};
use sea_orm::{
    ColumnTrait, Condition, DbBackend, QueryFilter, QuerySelect, Select,
    sea_query::{Expr, ExprTrait, JoinType, Query},
};
use uuid::Uuid;

use super::Lost;
use crate::{
    people::holds,
    platform::{
        access::{Standings, Work, belonging, naming_some},
        error::Result,
        store::one_of,
    },
    seminars::policy::MakeOccurrences,
};

/// Registrations by their seminars, and people by the series that they registered for as a whole.
#[derive(Debug, Default)]
pub(super) struct Concerned {
    pub seminars: BTreeMap<Uuid, Vec<Uuid>>,
    pub series: BTreeMap<Uuid, Vec<Uuid>>,
}

/// Some people.
enum People {
    These(Vec<Uuid>),
    /// Who belong to these organisations, or once did.
    Of(Vec<Uuid>),
}

impl People {
    fn named(&self, backend: DbBackend, column: Expr) -> Expr {
        match self {
            Self::These(people) => one_of(backend, column, people),
            Self::Of(organisations) => {
                let of = affiliation::Column::OrganisationId.into_expr();
                let people = Query::select()
                    .column(affiliation::Column::PersonId)
                    .from(affiliation::Entity)
                    .and_where(one_of(backend, of, organisations))
                    .to_owned();
                column.in_subquery(people)
            }
        }
    }
}

impl Lost {
    pub(super) async fn concerned(&self, work: &Work, standings: &Standings) -> Result<Concerned> {
        let mut found = Concerned::default();
        match self {
            Self::Affiliations(ids) => found.by_affiliations(work, ids).await?,
            Self::Memberships(ids) => found.by_memberships(work, ids).await?,
            Self::Seminar { seminar, before } => {
                let select = standing(work).filter(registration::Column::SeminarId.eq(*seminar));
                let rows = work.all(select).await?;
                let people: Vec<Uuid> = rows.iter().map(|row| row.person_id).collect();
                let saw = belonging(work, *before, &people, standings).await?;
                let rows = rows.iter().filter(|row| saw.contains(&row.person_id));
                let rows: Vec<Uuid> = rows.map(|row| row.id).collect();
                found.seminars.insert(*seminar, rows);
            }
            Self::Series { series, before } => {
                let people = joined(work, Condition::all(), Some(*series)).await?;
                let people: Vec<Uuid> = people.into_iter().map(|(_, person)| person).collect();
                let saw = belonging(work, *before, &people, standings).await?;
                found.series.insert(*series, saw.into_iter().collect());
            }
            Self::Told {
                seminar,
                registrations,
            } => {
                let told = Query::select()
                    .column(seminar_invitation::Column::RegistrationId)
                    .from(seminar_invitation::Entity)
                    .and_where(seminar_invitation::Column::SeminarId.eq(*seminar))
                    .to_owned();
                let select = these(standing(work), work, registrations)
                    .filter(registration::Column::Id.in_subquery(told));
                let rows = work.all(select).await?;
                let rows = rows.iter().map(|row| row.id).collect();
                found.seminars.insert(*seminar, rows);
            }
        }
        Ok(found)
    }
}

impl Concerned {
    /// What an affiliation gave: the organisation, and the networks that it belongs to, belonged to or owns.
    async fn by_affiliations(&mut self, work: &Work, ids: &[Uuid]) -> Result<()> {
        let mut by_organisation: BTreeMap<Uuid, Vec<Uuid>> = BTreeMap::new();
        for row in work.by_ids::<affiliation::Entity>(ids).await? {
            let whole = holds(row.starts_on, row.ends_on, work.today())
                && row.role == OrganisationRole::Admin;
            if !whole {
                let people = by_organisation.entry(row.organisation_id).or_default();
                people.push(row.person_id);
            }
        }
        for (organisation, people) in by_organisation {
            let member = work
                .select::<network_membership::Entity>()
                .filter(network_membership::Column::OrganisationId.eq(organisation));
            let owned = work
                .select::<network::Entity>()
                .filter(network::Column::OwnerId.eq(organisation));
            let mut scopes = vec![organisation];
            scopes.extend(work.all(member).await?.iter().map(|row| row.network_id));
            scopes.extend(work.all(owned).await?.iter().map(|row| row.id));
            self.through(work, &scopes, &People::These(people)).await?;
        }
        Ok(())
    }

    /// What a membership gave, to all who belong to the organisation. One that never held gave nothing.
    async fn by_memberships(&mut self, work: &Work, ids: &[Uuid]) -> Result<()> {
        let mut by_network: BTreeMap<Uuid, Vec<Uuid>> = BTreeMap::new();
        for row in work.by_ids::<network_membership::Entity>(ids).await? {
            let ended = match row.status {
                MembershipStatus::Suspended => true,
                MembershipStatus::Active => !holds(row.starts_on, row.ends_on, work.today()),
                MembershipStatus::Ended => row.ends_on.is_some(),
                _ => false,
            };
            if ended {
                let organisations = by_network.entry(row.network_id).or_default();
                organisations.push(row.organisation_id);
            }
        }
        for (network, organisations) in by_network {
            self.through(work, &[network], &People::Of(organisations))
                .await?;
        }
        Ok(())
    }

    /// The registrations of these people for what is ahead and is for an audience that one of these organisations and
    /// networks gives: one statement for seminars, and one for series.
    async fn through(&mut self, work: &Work, scopes: &[Uuid], people: &People) -> Result<()> {
        let backend = work.viewer().backend();
        let given = |audience: Expr| {
            Condition::any()
                .add(one_of(backend, audience.clone(), scopes))
                .add(audience.in_subquery(naming_some(backend, scopes)))
        };
        let person = Expr::col((registration::Entity, registration::Column::PersonId));
        let audience = Expr::col((seminar::Entity, seminar::Column::AudienceId));
        let select = standing(work)
            .filter(people.named(backend, person))
            .filter(given(audience));
        for row in work.all(select).await? {
            let registrations = self.seminars.entry(row.seminar_id).or_default();
            registrations.push(row.id);
        }
        let column = series_registration::Column::PersonId;
        let person = Expr::col((series_registration::Entity, column));
        let audience = Expr::col((seminar_series::Entity, seminar_series::Column::AudienceId));
        let which = Condition::all()
            .add(people.named(backend, person))
            .add(given(audience));
        for (series, person) in joined(work, which, None).await? {
            self.series.entry(series).or_default().push(person);
        }
        Ok(())
    }
}

/// Registrations that hold a place, or ask for one, in a seminar that has not begun.
pub(super) fn standing(work: &Work) -> Select<registration::Entity> {
    use RegistrationStatus::{Confirmed, Offered, Requested, Waitlisted};
    use SeminarState::{DatePoll, Idea, Open, Planned, Postponed, Scheduled};
    let of = |column: seminar::Column| Expr::col((seminar::Entity, column));
    let mut select = work
        .select::<registration::Entity>()
        .filter(registration::Column::Status.is_in([Requested, Confirmed, Waitlisted, Offered]))
        .filter(seminar::Column::State.is_in([Idea, Planned, DatePoll, Scheduled, Open, Postponed]))
        .filter(
            Condition::any()
                .add(seminar::Column::StartsAt.is_null())
                .add(seminar::Column::StartsAt.gt(work.now())),
        );
    let seminar = Expr::col((registration::Entity, registration::Column::SeminarId));
    QuerySelect::query(&mut select).join(
        JoinType::InnerJoin,
        seminar::Entity,
        of(seminar::Column::Id).eq(seminar),
    );
    select
}

/// Those of some registrations.
pub(super) fn these(
    select: Select<registration::Entity>,
    work: &Work,
    ids: &[Uuid],
) -> Select<registration::Entity> {
    let id = Expr::col((registration::Entity, registration::Column::Id));
    select.filter(one_of(work.viewer().backend(), id, ids))
}

/// People registered for series as a whole, with these.
async fn joined(work: &Work, which: Condition, only: Option<Uuid>) -> Result<Vec<(Uuid, Uuid)>> {
    use series_registration::Column::{CancelledAt, PersonId, SeriesId};
    let all = work.permit_platform::<MakeOccurrences>()?;
    let mut select = work
        .select_under::<series_registration::Entity, _, _>(&all)
        .filter(CancelledAt.is_null())
        .filter(Condition::all().add_option(only.map(|series| SeriesId.eq(series))))
        .filter(which)
        .select_only()
        .expr_as(Expr::col((series_registration::Entity, SeriesId)), "series")
        .expr_as(Expr::col((series_registration::Entity, PersonId)), "person");
    let series = Expr::col((series_registration::Entity, SeriesId));
    let id = Expr::col((seminar_series::Entity, seminar_series::Column::Id));
    QuerySelect::query(&mut select).join(
        JoinType::InnerJoin,
        seminar_series::Entity,
        id.eq(series),
    );
    work.tuples(select.into_tuple()).await
}
