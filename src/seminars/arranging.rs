//! Making a seminar and changing it.
//!
//! 1. An editor of the lead host makes it, as a draft that only its organisers see.
//! 2. It can stand in networks that the editor belongs to.
//! 3. Another organisation is a co-host once one of its own editors has said so.

use entity::{
    organisation,
    seminar::{self, SeminarState},
    seminar_host::HostRole,
    seminar_network,
};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::{
    approval, calendars,
    circle::{add_host, settle_registrations},
    conflicts,
    content::{Content, Essentials, Parts},
    graphql::{CreateSeminarInput, UpdateSeminarInput},
    hosting, offers,
    parts::{check_parts, check_pools, write_parts},
    policy::{ArrangeSeminar, HoldSeminar, TakeSeat},
    seats::{self, Moved},
    series,
    stage::{may_move, wrong_state},
};
use crate::networks::{
    check_networks,
    circle::{Circle, Shared, Ties, circle_now},
};
use crate::platform::{
    access::{Permitted, Work},
    error::{Error, Result},
    graphql::{Check, id},
};

pub(super) type Arranged = Permitted<ArrangeSeminar, seminar::Entity>;

/// Makes a seminar: a draft.
pub async fn create(work: &Work, input: CreateSeminarInput) -> Result<seminar::Model> {
    let mut check = Check::default();
    let host = check.take(id::of::<organisation::Entity>(&input.host_id, "hostId"))?;
    let essentials = Essentials {
        kind: Some(input.kind),
        locale: Some(input.locale.0),
        title: Some(input.title),
        mode: Some(input.mode),
        time_zone: Some(input.time_zone.0),
    };
    let Content { mut change, parts } = Content::read(&mut check, None, essentials, input.content)?;
    check.finish()?;
    let host = host.ok_or(Error::NotFound)?;
    let lead = work
        .permit::<HoldSeminar, organisation::Entity>(host)
        .await?;
    may_be_made(work, &lead, &change, &parts).await?;
    let circle = first_circle(work, lead.id, &parts).await?;
    change.state = Set(input.state.into());
    let row = make(work, &lead, change, parts, circle).await?;
    conflicts::check(work, std::slice::from_ref(&row)).await?;
    Ok(row)
}

type Lead = Permitted<HoldSeminar, organisation::Entity>;

/// What a new seminar names must exist, and its networks be the viewer's.
pub(super) async fn may_be_made(
    work: &Work,
    lead: &Lead,
    change: &seminar::ActiveModel,
    parts: &Parts,
) -> Result<()> {
    check_parts(work, None, change, parts, lead.id).await?;
    check_networks(work, parts.networks.as_deref().unwrap_or_default(), &[]).await
}

/// Writes a new seminar, a draft.
pub(super) async fn make(
    work: &Work,
    lead: &Lead,
    mut change: seminar::ActiveModel,
    parts: Parts,
    circle: Circle,
) -> Result<seminar::Model> {
    change.organisers_id = Set(circle.editors);
    change.audience_id = Set(circle.audience);
    change.confirmed_count = Set(0);
    change.waiting_count = Set(0);
    change.origin = Set(entity::Origin::Local);
    change.calendar_sequence = Set(0);
    change.calendar_stamp = Set(calendars::stamp(work.moment(), 0));
    if change.visibility.is_not_set() {
        change.visibility = Set(entity::Visibility::Public);
    }
    if change.seat_mode.is_not_set() {
        change.seat_mode = Set(seminar::SeatMode::AutoConfirm);
    }
    if change.needs_approval.is_not_set() {
        change.needs_approval = Set(false);
    }
    let row = work.insert(change, lead).await?;
    // The viewer was loaded before the audience of these organisers was named, so Erfa itself opens the new row.
    let system = work.as_system("seminars");
    let seminar = system
        .permit::<ArrangeSeminar, seminar::Entity>(row.id)
        .await?;
    hosting::write_lead(work, &seminar, lead.id).await?;
    check_pools(work, &seminar, row.mode, &parts).await?;
    write_parts(work, &seminar, row.mode, parts).await?;
    Ok(row)
}

/// Changes a seminar; who waits gets what seats it now has.
pub async fn update(work: &Work, input: UpdateSeminarInput) -> Result<seminar::Model> {
    let id = id::of::<seminar::Entity>(&input.id, "id")?;
    let seminar = series::open_occurrence::<ArrangeSeminar>(work, id, input.version.0).await?;
    let mut check = Check::default();
    let essentials = Essentials {
        kind: check.kept("kind", input.kind),
        locale: check.kept("locale", input.locale).map(|locale| locale.0),
        title: check.kept("title", input.title),
        mode: check.kept("mode", input.mode),
        time_zone: check.kept("timeZone", input.time_zone).map(|zone| zone.0),
    };
    let content = Content::read(&mut check, Some(&seminar), essentials, input.content)?;
    check.finish()?;
    change(work, &seminar, content).await
}

/// Changes one seminar; what is changed of an occurrence stays its own.
pub(super) async fn change(
    work: &Work,
    seminar: &Arranged,
    content: Content,
) -> Result<seminar::Model> {
    may_be_changed(seminar)?;
    let Content { mut change, parts } = content;
    may_move(work, seminar, &change)?;
    may_become(work, seminar, &change, &parts).await?;
    series::note_own(seminar, &mut change, &parts);
    let row = put(work, seminar, change, parts).await?;
    conflicts::check(work, std::slice::from_ref(&row)).await?;
    Ok(row)
}

fn may_be_changed(seminar: &seminar::Model) -> Result<()> {
    match seminar.state {
        SeminarState::Cancelled | SeminarState::Archived => {
            Err(wrong_state(seminar, "changed", "any other state"))
        }
        _ => Ok(()),
    }
}

/// What a change names must exist, and the networks it adds be the viewer's.
pub(super) async fn may_become(
    work: &Work,
    seminar: &Arranged,
    change: &seminar::ActiveModel,
    parts: &Parts,
) -> Result<()> {
    let lead = seminar.lead_organisation_id.unwrap_or_default();
    check_parts(work, Some(seminar), change, parts, lead).await?;
    if let Some(networks) = &parts.networks {
        let links = work.select_under::<seminar_network::Entity, _, _>(seminar);
        let links = work.all(links).await?;
        let before: Vec<Uuid> = links.iter().map(|link| link.network_id).collect();
        check_networks(work, networks, &before).await?;
    }
    Ok(())
}

/// Writes a change and its parts, and gives the seats that this frees.
pub(super) async fn put(
    work: &Work,
    seminar: &Arranged,
    change: seminar::ActiveModel,
    parts: Parts,
) -> Result<seminar::Model> {
    let mode = change.mode.try_as_ref().copied().unwrap_or(seminar.mode);
    check_pools(work, seminar, mode, &parts).await?;
    write_parts(work, seminar, mode, parts).await?;
    let row = write(work, seminar, change).await?;
    let system = work.as_system("seats");
    let seats = system.permit::<TakeSeat, seminar::Entity>(row.id).await?;
    let mut moved = Moved::default();
    if seminar.needs_approval && !row.needs_approval {
        let (waiting, all) = approval::admit_all(&system, &seats).await?;
        calendars::decided(work, row.id, all).await?;
        moved = waiting;
    }
    seats::fill_seats(work, &seats, moved).await
}

/// Writes a change of a seminar together with the circle that follows from it, for it and its registrations.
pub(super) async fn write<A>(
    work: &Work,
    seminar: &Permitted<A, seminar::Entity>,
    mut change: seminar::ActiveModel,
) -> Result<seminar::Model> {
    let mut after: seminar::Model = (**seminar).clone();
    if let Set(visibility) = change.visibility {
        after.visibility = visibility;
    }
    if let Set(state) = change.state {
        after.state = state;
    }
    if let Set(published_at) = change.published_at {
        after.published_at = published_at;
    }
    let circle = circle_now::<seminar::Entity>(work, &after).await?;
    change.organisers_id = Set(circle.editors);
    change.audience_id = Set(circle.audience);
    change.calendar_stamp = Set(calendars::stamp(work.moment(), seminar.calendar_stamp));
    if calendars::moves(seminar, &change) {
        change.calendar_sequence = Set(seminar.calendar_sequence + 1);
    }
    let row = work.update(seminar, change).await?;
    settle_registrations(work, &[row.id], seminar::Entity::circle(seminar), circle).await?;
    if row.starts_at != seminar.starts_at {
        offers::retime(work, &row).await?;
    }
    calendars::arranged(work, seminar, &row).await?;
    Ok(row)
}

/// The circle of a seminar before anything of it is written.
pub(super) async fn first_circle(work: &Work, lead: Uuid, parts: &Parts) -> Result<Circle> {
    let mut ties = Ties::default();
    add_host(&mut ties, lead, HostRole::Lead, true);
    for host in parts.co_hosts.iter().flatten() {
        let accepted = hosting::speaks_for(work, *host);
        add_host(&mut ties, *host, HostRole::CoHost, accepted);
    }
    let networks = parts.networks.as_deref().unwrap_or_default();
    ties.add_networks(work, networks).await?;
    ties.circle(work, entity::Visibility::Restricted, false)
        .await
}
