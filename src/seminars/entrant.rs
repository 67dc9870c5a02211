//! Somebody who is registered: who they are, what they belong to today, and for whom they take part.

use async_graphql::ID;
use entity::{
    affiliation, organisation, person, seat_pool::SeatKind, seminar, series_registration,
};
use sea_orm::{
    ColumnTrait, Condition, QueryFilter, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use crate::{
    people::present,
    platform::{
        access::{Role, Work},
        error::{Error, Refusal, Result},
        graphql::{Check, id},
    },
};

pub const NOT_AFFILIATED: &str = "NOT_AFFILIATED";
pub const ORGANISATION_NEEDED: &str = "ORGANISATION_NEEDED";
pub const CONSENT_NEEDED: &str = "CONSENT_NEEDED";

/// Who is to be registered, and for whom they take part, as a client says it.
#[derive(Clone, Copy)]
pub(super) struct Who {
    pub person: Uuid,
    pub organisation: Option<Uuid>,
    pub is_viewer: bool,
}

impl Who {
    /// Without a person it is the viewer.
    pub fn read(
        work: &Work,
        check: &mut Check,
        person: &Option<ID>,
        organisation: &Option<ID>,
    ) -> Result<Self> {
        let own = work.viewer().person()?;
        let person = check.take(id::optional::<person::Entity>(person, "personId"))?;
        let person = person.flatten().unwrap_or(own);
        let organisation = id::optional::<organisation::Entity>(organisation, "organisationId");
        Ok(Self {
            person,
            organisation: check.take(organisation)?.flatten(),
            is_viewer: person == own,
        })
    }

    pub fn may_be_listed(self, check: &mut Check, is_listed: bool) {
        if is_listed && !self.is_viewer {
            let message = "Only the person can agree to stand on the list of participants; leave isListed out.";
            check.refuse("isListed", CONSENT_NEEDED, message);
        }
    }

    /// Somebody else must be somebody whom the viewer sees, and still be there.
    pub async fn must_be_present(self, work: &Work) -> Result<()> {
        if self.is_viewer {
            return Ok(());
        }
        present(
            &work.visible::<person::Entity>(self.person).await?,
            "personId",
        )
    }
}

/// For whom a person takes part, as it was when they registered.
#[derive(Clone, Default)]
pub(super) struct Stands {
    pub organisation: Option<Uuid>,
    pub organisation_name: Option<String>,
    pub title: Option<String>,
}

/// Somebody who comes to a seminar.
#[derive(Clone)]
pub(super) struct Entrant {
    pub person: Uuid,
    pub stands: Stands,
    pub seat: Option<SeatKind>,
    pub is_listed: bool,
    pub is_approved: bool,
}

impl Entrant {
    /// Whether organisers must let them in first.
    pub fn must_ask(&self, seminar: &seminar::Model) -> bool {
        seminar.needs_approval && !self.is_approved
    }
}

impl From<&series_registration::Model> for Entrant {
    /// Who registered for a series comes to each occurrence as they were then.
    fn from(row: &series_registration::Model) -> Self {
        Self {
            person: row.person_id,
            stands: Stands {
                organisation: row.organisation_id,
                organisation_name: row.organisation_name.clone(),
                title: row.title.clone(),
            },
            seat: row.seat,
            is_listed: row.is_listed,
            is_approved: row.is_approved,
        }
    }
}

/// What a person belongs to today.
pub(super) struct Known(Vec<(affiliation::Model, Option<organisation::Model>)>);

impl Known {
    pub async fn of(work: &Work, person: Uuid) -> Result<Self> {
        use affiliation::Column::{EndsOn, PersonId, StartsOn};
        let system = work.as_system("seats");
        let today = work.today();
        let begun = Condition::any()
            .add(StartsOn.is_null())
            .add(StartsOn.lte(today));
        let lasts = Condition::any().add(EndsOn.is_null()).add(EndsOn.gt(today));
        let current = system
            .select::<affiliation::Entity>()
            .filter(PersonId.eq(person))
            .filter(begun)
            .filter(lasts);
        let mut current = current;
        QuerySelect::query(&mut current).left_join(
            organisation::Entity,
            Expr::col((organisation::Entity, organisation::Column::Id))
                .equals((affiliation::Entity, affiliation::Column::OrganisationId)),
        );
        let current = current.select_also(organisation::Entity).into_model();
        Ok(Self(system.tuples(current).await?))
    }

    /// Those through which the viewer may register the person: all for the person and for organisers, for editors those in
    /// their organisations.
    pub fn acting(mut self, work: &Work, person: Uuid, organiser: bool) -> Result<Self> {
        let viewer = work.viewer();
        if viewer.is(person) || organiser {
            return Ok(self);
        }
        self.0
            .retain(|(one, _)| viewer.has(Role::Editor, one.organisation_id));
        match self.0.is_empty() {
            true => Err(Error::Forbidden),
            false => Ok(self),
        }
    }

    /// For whom the person takes part: the organisation named, or the only one.
    pub fn stands_for(mut self, organisation: Option<Uuid>) -> Result<Stands> {
        if let Some(organisation) = organisation {
            self.0
                .retain(|(one, _)| one.organisation_id == organisation);
            if self.0.is_empty() {
                let message = "The person does not belong to that organisation today; name one that they belong to, or none.";
                return Err(Refusal::new(NOT_AFFILIATED, message)
                    .at("organisationId")
                    .into());
            }
            self.0.truncate(1);
        }
        self.0.sort_by_key(|(one, _)| one.organisation_id);
        self.0.dedup_by_key(|(one, _)| one.organisation_id);
        if self.0.len() > 1 {
            let message = "The person belongs to several organisations; say with organisationId for which one they take part.";
            return Err(Refusal::new(ORGANISATION_NEEDED, message)
                .at("organisationId")
                .into());
        }
        let Some((affiliation, organisation)) = self.0.pop() else {
            return Ok(Stands::default());
        };
        Ok(Stands {
            organisation: Some(affiliation.organisation_id),
            organisation_name: organisation.map(|one| one.name),
            title: affiliation.title,
        })
    }
}
