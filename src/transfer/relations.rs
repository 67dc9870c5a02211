//! What is wrong between the records of a file: references that lead nowhere, rings, things that exist twice, too few seats.

use std::collections::{HashMap, HashSet};

use entity::{
    account, network_coordinator, network_membership, network_membership::MembershipStatus,
    seat_pool::SeatKind,
};
use uuid::Uuid;

use super::{
    exchange,
    faults::Faults,
    file::{File, Row},
    hanging,
    lookup::under,
    programme_relations, project_relations,
    records::{
        Account, Agreement, Comment, Kind, NetworkCoordinator, NetworkMembership, Organisation,
        OrganisationRelation, Programme, Region, Registration, Seminar, SeminarSeries, Theme,
        same_name,
    },
};
use crate::platform::{
    access::{Import, Permitted, Platform, Work},
    error::Result,
};

/// How deep each record hangs below its parents; parents are written first.
pub(super) type Depths = HashMap<Uuid, usize>;

/// Checks everything between records; answers with the order in which they can be written.
pub(super) async fn check(
    work: &Work,
    permit: &Permitted<Import, Platform>,
    file: &File,
    broken: &HashSet<(Kind, String)>,
    faults: &mut Faults,
) -> Result<Depths> {
    dangling(file, broken, faults);
    let mut depths = Depths::new();
    let regions = file.all::<Region>().map(|row| {
        let parent = row.record.parent.as_ref();
        (
            row.id,
            row.line,
            parent.and_then(|text| file.find(Kind::Region, text)),
        )
    });
    hang("region", regions, &mut depths, faults);
    let organisations = file.all::<Organisation>().map(|row| {
        let parent = row.record.parent.as_ref();
        (
            row.id,
            row.line,
            parent.and_then(|text| file.find(Kind::Organisation, text)),
        )
    });
    hang("organisation", organisations, &mut depths, faults);
    let agreements = file.all::<Agreement>().map(|row| {
        let base = row.record.base_agreement.as_ref();
        let base = base.and_then(|text| file.find(Kind::Agreement, text));
        (row.id, row.line, base)
    });
    hang("agreement", agreements, &mut depths, faults);
    project_relations::check(file, faults);
    let themes = file.all::<Theme>().map(|row| {
        let parent = row.record.parent.as_ref();
        let parent = parent.and_then(|text| file.find(Kind::Theme, text));
        (row.id, row.line, parent)
    });
    hang("theme", themes, &mut depths, faults);
    let comments = file.all::<Comment>().map(|row| {
        let parent = row.record.parent.as_ref();
        let parent = parent.and_then(|text| file.find(Kind::Comment, text));
        (row.id, row.line, parent)
    });
    hang("comment", comments, &mut depths, faults);
    exchange::check(work, file, &depths, faults).await?;
    let parts = file.all::<Programme>().map(|row| {
        let parent = row.record.parent.as_ref();
        (
            row.id,
            row.line,
            parent.and_then(|text| file.find(Kind::Programme, text)),
        )
    });
    hang("programme", parts, &mut depths, faults);
    for row in file.all::<OrganisationRelation>() {
        let side = |text| file.find(Kind::Organisation, text);
        if let (Some(from), Some(to)) = (side(&row.record.from), side(&row.record.to))
            && from == to
        {
            faults.note(row.line, "to", "an organisation cannot stand to itself");
        }
    }
    memberships(work, permit, file, faults).await?;
    coordinators(work, permit, file, faults).await?;
    accounts(work, permit, file, faults).await?;
    hanging::check(work, permit, file, faults).await?;
    hosts(file, faults);
    programme_relations::check(work, permit, file, faults).await?;
    series(file, faults);
    registrations(file, broken, faults);
    Ok(depths)
}

fn dangling(file: &File, broken: &HashSet<(Kind, String)>, faults: &mut Faults) {
    for entry in &file.entries {
        for one in entry.record.noted().references() {
            let excused = || broken.contains(&(one.kind, same_name(one.text).into_owned()));
            if file.names.find(&one).is_none() && !excused() {
                let message = format!(
                    "there is no {} {:?}, neither in this file nor in the database",
                    one.kind.words(),
                    one.text
                );
                faults.note(entry.line, one.member, message);
            }
        }
    }
}

/// Finds how deep each record hangs, and the rings that hang nowhere.
fn hang(
    what: &str,
    rows: impl Iterator<Item = (Uuid, usize, Option<Uuid>)>,
    depths: &mut Depths,
    faults: &mut Faults,
) {
    let rows: Vec<_> = rows.collect();
    let parents: HashMap<Uuid, Option<Uuid>> =
        rows.iter().map(|(id, _, parent)| (*id, *parent)).collect();
    for (id, line, _) in &rows {
        let mut path = vec![];
        let mut next = Some(*id);
        // Up to something whose depth is known, or out of the file.
        let base = loop {
            match next {
                Some(id) if depths.contains_key(&id) => break depths[&id] + 1,
                Some(id) if !parents.contains_key(&id) => break 0,
                Some(id) if path.contains(&id) => {
                    faults.note(
                        *line,
                        "parent",
                        format!("the {what} is above itself: its parents form a ring"),
                    );
                    break 0;
                }
                Some(id) => {
                    path.push(id);
                    next = parents[&id];
                }
                None => break 0,
            }
        };
        for (above, id) in path.into_iter().rev().enumerate() {
            depths.entry(id).or_insert(base + above);
        }
    }
}

/// Notes every pair that stands twice, in the file or in the database.
pub(super) fn pairs(
    rows: impl Iterator<Item = (usize, Option<(Uuid, Uuid)>)>,
    there: HashSet<(Uuid, Uuid)>,
    message: &str,
    faults: &mut Faults,
) {
    let mut met = there;
    for (line, pair) in rows {
        if pair.is_some_and(|pair| !met.insert(pair)) {
            faults.add(super::Fault {
                line,
                member: None,
                message: message.to_owned(),
            });
        }
    }
}

fn live(status: MembershipStatus) -> bool {
    !matches!(status, MembershipStatus::Ended | MembershipStatus::Declined)
}

async fn memberships(
    work: &Work,
    permit: &Permitted<Import, Platform>,
    file: &File,
    faults: &mut Faults,
) -> Result<()> {
    let column = network_membership::Column::NetworkId;
    let networks = file.outside(Kind::Network);
    let there = under::<network_membership::Entity>(work, permit, column, &networks).await?;
    let there = there.iter().filter(|row| live(row.status));
    let there = there
        .map(|row| (row.network_id, row.organisation_id))
        .collect();
    let rows = file.all::<NetworkMembership>();
    let rows = rows.filter(|row| live(row.record.status)).map(|row| {
        let network = file.find(Kind::Network, &row.record.network);
        let organisation = file.find(Kind::Organisation, &row.record.organisation);
        (row.line, network.zip(organisation))
    });
    let message = "the organisation is in that network already; it is in it once at a time";
    pairs(rows, there, message, faults);
    Ok(())
}

async fn coordinators(
    work: &Work,
    permit: &Permitted<Import, Platform>,
    file: &File,
    faults: &mut Faults,
) -> Result<()> {
    let column = network_coordinator::Column::NetworkId;
    let networks = file.outside(Kind::Network);
    let there = under::<network_coordinator::Entity>(work, permit, column, &networks).await?;
    let there = there
        .iter()
        .map(|row| (row.network_id, row.affiliation_id))
        .collect();
    let rows = file.all::<NetworkCoordinator>().map(|row| {
        let network = file.find(Kind::Network, &row.record.network);
        let affiliation = file.find(Kind::Affiliation, &row.record.affiliation);
        (row.line, network.zip(affiliation))
    });
    let message = "that affiliation coordinates the network already";
    pairs(rows, there, message, faults);
    Ok(())
}

async fn accounts(
    work: &Work,
    permit: &Permitted<Import, Platform>,
    file: &File,
    faults: &mut Faults,
) -> Result<()> {
    let people = file.outside(Kind::Person);
    let column = account::Column::PersonId;
    let there = under::<account::Entity>(work, permit, column, &people).await?;
    let there = there.iter().map(|row| (row.person_id, Uuid::nil()));
    let rows = file.all::<Account>().map(|row| {
        let person = file.find(Kind::Person, &row.record.person);
        (row.line, person.map(|person| (person, Uuid::nil())))
    });
    let message = "the person has an account already; one is enough";
    pairs(rows, there.collect(), message, faults);
    Ok(())
}

fn hosts(file: &File, faults: &mut Faults) {
    for row in file.all::<Seminar>() {
        let mut met = HashSet::new();
        for host in &row.record.hosts {
            let id = file.find(Kind::Organisation, &host.organisation);
            if id.is_some_and(|id| !met.insert(id)) {
                let message = format!("{:?} stands twice among the hosts", host.organisation);
                faults.note(row.line, "hosts", message);
            }
        }
    }
}

/// Series are split off from earlier ones, and each of their occurrences is there once.
fn series(file: &File, faults: &mut Faults) {
    let before: HashMap<Uuid, Uuid> = file
        .all::<SeminarSeries>()
        .filter_map(|row| {
            let previous = row.record.previous.as_ref()?;
            Some((row.id, file.find(Kind::SeminarSeries, previous)?))
        })
        .collect();
    for row in file.all::<SeminarSeries>() {
        let mut met = HashSet::from([row.id]);
        let mut at = before.get(&row.id);
        while let Some(previous) = at {
            if !met.insert(*previous) {
                faults.note(row.line, "previous", "leads back to the series itself");
                break;
            }
            at = before.get(previous);
        }
    }
    let own: HashSet<Uuid> = file.all::<SeminarSeries>().map(|row| row.id).collect();
    let mut there = HashSet::new();
    for row in file.all::<Seminar>() {
        let Some(series) = row.record.series.as_ref() else {
            continue;
        };
        let Some(id) = file.find(Kind::SeminarSeries, series) else {
            continue;
        };
        if !own.contains(&id) {
            let message = "the series is not in this file; occurrences come with their series";
            faults.note(row.line, "series", message);
        } else if !there.insert((id, row.record.original_start_local.map(|at| at.0))) {
            let message = "the series has an occurrence then already";
            faults.note(row.line, "originalStartLocal", message);
        }
    }
}

fn registrations(file: &File, broken: &HashSet<(Kind, String)>, faults: &mut Faults) {
    let seminars: HashMap<Uuid, Row<Seminar>> =
        file.all::<Seminar>().map(|row| (row.id, row)).collect();
    let mut seats: HashMap<(Uuid, SeatKind), i32> = HashMap::new();
    let mut people = HashSet::new();
    for row in file.all::<Registration>() {
        let (line, record) = (row.line, row.record);
        let Some(id) = file.find(Kind::Seminar, &record.seminar) else {
            continue;
        };
        let Some(seminar) = seminars.get(&id) else {
            let known = same_name(&record.seminar).into_owned();
            if !broken.contains(&(Kind::Seminar, known)) {
                let message = "the seminar is in the database and not in this file; registrations come with their seminar";
                faults.note(line, "seminar", message);
            }
            continue;
        };
        let mut pools = seminar.record.seat_pools.iter();
        let Some(pool) = pools.find(|pool| pool.kind == record.pool) else {
            faults.note(line, "pool", "the seminar has no such seats");
            continue;
        };
        if record.has_seat() {
            let taken = seats.entry((id, record.pool)).or_default();
            *taken += 1;
            if let Some(capacity) = pool.capacity.filter(|capacity| *taken > *capacity) {
                let message = format!(
                    "more have a seat than the {capacity} of {:?}; the rest must wait",
                    record.seminar
                );
                faults.note(line, "status", message);
            }
        }
        let asked = i32::try_from(seminar.record.questions.len()).unwrap_or(i32::MAX);
        let answered = record.answers.iter().map(|one| one.question);
        if answered.clone().any(|place| !(0..asked).contains(&place)) {
            let message = format!("the seminar asks {asked} questions, the first being 0");
            faults.note(line, "answers", message);
        }
        if answered.clone().collect::<HashSet<_>>().len() < record.answers.len() {
            faults.note(line, "answers", "answers a question twice");
        }
        let person = file.find(Kind::Person, &record.person);
        if record.is_live() && person.is_some_and(|person| !people.insert((id, person))) {
            let message = "the person is registered for that seminar already";
            faults.note(line, "person", message);
        }
    }
}
