//! Opening a poll, and changing how it is held.

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::{
    date_option::{self, DateOptionStatus},
    date_poll::{self, DateSuggestions, VotesShown},
    date_poll_organisation, date_voter,
    network_membership::{self, MembershipRole, MembershipStatus},
    organisation, seminar,
    seminar::SeminarState,
    seminar_host::{self, HostRole},
    seminar_network,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::{ASKED, DATES, DateOptionInput, Times, all, poll_of};
use crate::{
    platform::{
        access::Work,
        clock::new_id,
        error::Result,
        graphql::{Check, DateTime, Kept, MaybeList, SafeInt, id},
        store::one_of,
    },
    seminars::{
        arranging::{self, Arranged},
        calendars,
        content::TITLE,
        policy::ArrangeSeminar,
        series,
        stage::must_be,
        time::IN_THE_PAST,
    },
};

/// Asks which date suits.
#[derive(InputObject)]
pub struct OpenDatePollInput {
    /// Which seminar; you must be one of its organisers.
    pub id: ID,
    /// The version this was decided from.
    pub version: SafeInt,
    /// The dates that are asked about; 1 to 50.
    pub options: Vec<DateOptionInput>,
    /// After it no vote is taken; none: until a date is chosen.
    pub closes_at: Option<DateTime>,
    /// How many organisations must be able to come: 1 to 400; none: any number.
    pub quorum: Option<i32>,
    /// Whether those who are asked may propose dates. OFF when left out.
    pub suggestions: Option<DateSuggestions>,
    /// What those who are asked see of the votes of others. EVERYONE_ASKED when left out.
    pub votes_shown: Option<VotesShown>,
    /// Who is asked, at most 400. When left out: the members of its networks and its hosts.
    pub organisation_ids: Option<Vec<ID>>,
}

/// Changes how a date poll is held. What is left out stays as it is; null takes it away.
#[derive(InputObject)]
pub struct UpdateDatePollInput {
    /// Which seminar; you must be one of its organisers.
    pub id: ID,
    /// The version this was decided from.
    pub version: SafeInt,
    /// After it no vote is taken; null: until a date is chosen.
    pub closes_at: MaybeUndefined<DateTime>,
    /// How many organisations must be able to come: 1 to 400; null: any number.
    pub quorum: MaybeUndefined<i32>,
    /// Whether those who are asked may propose dates.
    pub suggestions: Kept<DateSuggestions>,
    /// What those who are asked see of the votes of others.
    pub votes_shown: Kept<VotesShown>,
    /// Who is asked, at most 400. Takes the place of those before; the votes of those left out go.
    pub organisation_ids: Kept<Vec<ID>>,
}

/// The states from which a date can be sought.
const BEFORE_POLL: [SeminarState; 3] = [
    SeminarState::Idea,
    SeminarState::Planned,
    SeminarState::Postponed,
];

pub async fn open(work: &Work, input: OpenDatePollInput) -> Result<seminar::Model> {
    let id = id::of::<seminar::Entity>(&input.id, "id")?;
    let seminar = series::open_occurrence::<ArrangeSeminar>(work, id, input.version.0).await?;
    must_be(&seminar, &BEFORE_POLL, "put to a date poll")?;
    let mut check = Check::default();
    let asked = asked_of(&mut check, &input.organisation_ids)?;
    check_rules(work, &mut check, input.closes_at, input.quorum);
    let options = read_options(work, &mut check, &seminar, input.options);
    check.finish()?;
    let asked = match asked {
        Some(asked) => asked,
        None => usually_asked(work, &seminar).await?,
    };
    check_asked(work, &asked).await?;
    // A poll from before a postponement has had its time.
    work.clear_under::<date_poll::Entity, _, _>(&seminar, Condition::all())
        .await?;
    let opened_at = work.now();
    let poll = date_poll::ActiveModel {
        opened_at: Set(opened_at),
        closes_at: Set(input.closes_at.map(|at| at.0)),
        quorum: Set(input.quorum),
        suggestions: Set(input.suggestions.unwrap_or(DateSuggestions::Off)),
        votes_shown: Set(input.votes_shown.unwrap_or(VotesShown::EveryoneAsked)),
        ..Default::default()
    };
    work.insert(poll, &seminar).await?;
    work.insert_all(options, &seminar).await?;
    write_asked(work, &seminar, asked).await?;
    calendars::polled(work, seminar.id, opened_at, None).await?;
    let change = seminar::ActiveModel {
        state: Set(SeminarState::DatePoll),
        ..Default::default()
    };
    arranging::write(work, &seminar, change).await
}

pub async fn update(work: &Work, input: UpdateDatePollInput) -> Result<seminar::Model> {
    let id = id::of::<seminar::Entity>(&input.id, "id")?;
    let seminar = series::open_occurrence::<ArrangeSeminar>(work, id, input.version.0).await?;
    must_be(
        &seminar,
        &[SeminarState::DatePoll],
        "polled in another manner",
    )?;
    let poll = poll_of(work, &seminar).await?;
    let mut check = Check::default();
    let asked = asked_of(&mut check, &input.organisation_ids)?;
    let (closes_at, quorum) = (input.closes_at.take(), input.quorum.take());
    check_rules(work, &mut check, closes_at, quorum);
    let suggestions = check.kept("suggestions", input.suggestions);
    let shown = check.kept("votesShown", input.votes_shown);
    check.finish()?;
    use date_poll::Column::{ClosesAt, Quorum, Suggestions, VotesShown};
    let mut set = vec![];
    if !input.closes_at.is_undefined() {
        set.push((ClosesAt, Expr::value(closes_at.map(|at| at.0))));
    }
    if !input.quorum.is_undefined() {
        set.push((Quorum, Expr::value(quorum)));
    }
    if let Some(suggestions) = suggestions {
        set.push((Suggestions, Expr::value(suggestions)));
    }
    if let Some(shown) = shown {
        set.push((VotesShown, Expr::value(shown)));
    }
    if !set.is_empty() {
        work.change_under::<date_poll::Entity, _, _>(&seminar, set, Condition::all())
            .await?;
    }
    if let Some(asked) = asked {
        check_asked(work, &asked).await?;
        let before = all::<date_poll_organisation::Entity, _>(work, &seminar).await?;
        let added = asked
            .iter()
            .filter(|id| before.iter().all(|one| one.organisation_id != **id));
        let added: Vec<Uuid> = added.copied().collect();
        if !added.is_empty() {
            calendars::polled(work, seminar.id, poll.opened_at, Some(added)).await?;
        }
        let left = date_voter::Column::OrganisationId.is_not_in(asked.clone());
        work.clear_under::<date_voter::Entity, _, _>(&seminar, Condition::all().add(left))
            .await?;
        let gone = entity::date_vote::Column::OrganisationId.is_not_in(asked.clone());
        work.clear_under::<entity::date_vote::Entity, _, _>(&seminar, Condition::all().add(gone))
            .await?;
        work.clear_under::<date_poll_organisation::Entity, _, _>(&seminar, Condition::all())
            .await?;
        write_asked(work, &seminar, asked).await?;
    }
    arranging::write(work, &seminar, seminar::ActiveModel::default()).await
}

fn asked_of(check: &mut Check, given: &impl MaybeList<ID>) -> Result<Option<Vec<Uuid>>> {
    let asked = check.ids::<organisation::Entity>("organisationIds", given, ASKED)?;
    if asked.as_ref().is_some_and(Vec::is_empty) {
        let message = "organisationIds is empty; name at least one organisation, or leave it out.";
        check.refuse("organisationIds", "MISSING", message);
    }
    Ok(asked)
}

fn check_rules(work: &Work, check: &mut Check, closes_at: Option<DateTime>, quorum: Option<i32>) {
    if closes_at.is_some_and(|at| at.0 <= work.now()) {
        let message = "closesAt has passed; choose a moment that is ahead.";
        check.refuse("closesAt", IN_THE_PAST, message);
    }
    check.within("quorum", quorum, 1, 400);
}

async fn check_asked(work: &Work, asked: &[Uuid]) -> Result<()> {
    let mut check = Check::default();
    if asked.is_empty() {
        let message = "Nobody would be asked: the seminar has neither networks with members nor hosts; name organisationIds.";
        check.refuse("organisationIds", "MISSING", message);
    }
    if asked.len() > ASKED {
        let message = format!(
            "{} organisations would be asked; at most {ASKED} can be: name them in organisationIds.",
            asked.len()
        );
        check.refuse("organisationIds", "TOO_MANY", message);
    }
    check
        .known::<organisation::Entity>(work, "organisationIds", asked)
        .await?;
    check.finish()
}

async fn write_asked(work: &Work, seminar: &Arranged, asked: Vec<Uuid>) -> Result<()> {
    let row = |id| date_poll_organisation::ActiveModel {
        organisation_id: Set(id),
        ..Default::default()
    };
    work.insert_all(asked.into_iter().map(row).collect(), seminar)
        .await
}

fn read_options(
    work: &Work,
    check: &mut Check,
    seminar: &seminar::Model,
    given: Vec<DateOptionInput>,
) -> Vec<date_option::ActiveModel> {
    if given.is_empty() || given.len() > DATES {
        let message = format!(
            "options has {} dates; a poll asks about 1 to {DATES}.",
            given.len()
        );
        check.refuse("options", "OUT_OF_RANGE", message);
        return vec![];
    }
    let own: chrono_tz::Tz = seminar.time_zone.parse().unwrap_or(chrono_tz::Tz::UTC);
    let mut rows: Vec<date_option::ActiveModel> = vec![];
    let mut seen = vec![];
    for (place, one) in given.into_iter().enumerate() {
        let before = format!("options.{place}.");
        let zone = one.time_zone.map_or(own, |zone| zone.0);
        let local = (one.starts_local.0, one.ends_local.0);
        let note = check.optional(&format!("{before}note"), one.note, TITLE);
        let Some(times) = Times::read(work, check, &before, local, zone, one.fold) else {
            continue;
        };
        if seen.contains(&(times.starts_at, times.ends_at)) {
            let message = format!("options.{place} is the same time as one before it.");
            check.refuse(&format!("options.{place}"), "DUPLICATE", message);
        }
        seen.push((times.starts_at, times.ends_at));
        rows.push(date_option::ActiveModel {
            note: Set(note),
            status: Set(DateOptionStatus::Asked),
            ..times.into_option()
        });
    }
    rows
}

impl Times {
    /// A new date with this time.
    pub(super) fn into_option(self) -> date_option::ActiveModel {
        date_option::ActiveModel {
            id: Set(new_id()),
            starts_local: Set(self.starts_local),
            ends_local: Set(self.ends_local),
            time_zone: Set(self.zone.name().to_owned()),
            starts_at: Set(self.starts_at),
            ends_at: Set(self.ends_at),
            revision: Set(1),
            ..Default::default()
        }
    }
}

/// The members of its networks, but for those who only watch, and its hosts.
async fn usually_asked(work: &Work, seminar: &Arranged) -> Result<Vec<Uuid>> {
    use network_membership::Column::{EndsOn, NetworkId, Role, StartsOn, Status};
    let links = all::<seminar_network::Entity, _>(work, seminar).await?;
    let networks: Vec<Uuid> = links.iter().map(|link| link.network_id).collect();
    let system = work.as_system("polls");
    let today = work.today();
    let begun = Condition::any()
        .add(StartsOn.is_null())
        .add(StartsOn.lte(today));
    let lasts = Condition::any().add(EndsOn.is_null()).add(EndsOn.gt(today));
    let backend = system.viewer().backend();
    let members = system
        .select::<network_membership::Entity>()
        .filter(one_of(backend, NetworkId.into_expr(), &networks))
        .filter(Status.eq(MembershipStatus::Active))
        .filter(Role.ne(MembershipRole::Observer))
        .filter(begun)
        .filter(lasts);
    let members = system.all(members).await?;
    let hosts = all::<seminar_host::Entity, _>(work, seminar).await?;
    let hosts = hosts.iter().filter(|host| match host.role {
        HostRole::Lead => true,
        HostRole::CoHost => host.accepted_at.is_some(),
        HostRole::Partner => false,
    });
    let mut asked: Vec<Uuid> = members
        .iter()
        .map(|one| one.organisation_id)
        .chain(hosts.map(|host| host.organisation_id))
        .collect();
    asked.sort_unstable();
    asked.dedup();
    Ok(asked)
}
