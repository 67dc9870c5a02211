//! Who may see a seminar: the audience that its visibility and its networks' name; its organisers until it is published.
//! Who may change it: its organisers, who are the editors of its hosts and the coordinators of its networks.

use sea_orm::Condition;

use crate::{
    details_of,
    platform::access::{Import, Viewer},
    resource, under,
};

resource!(seminar as "Seminar", audience: |row| row.audience_id,
    visible: |viewer| viewer.sees(entity::seminar::Column::AudienceId));
resource!(registration as "Registration", audience: |row| row.audience_id, visible: visible_registration);
details_of! {
    seminar_host of seminar by SeminarId, ordered by Position;
    agenda_item of seminar by SeminarId, ordered by Position;
    seat_pool of seminar by SeminarId, ordered by Kind;
}
crate::details!(seminar_network, seminar_municipality);

fn visible_registration(viewer: &Viewer) -> Condition {
    use entity::registration::Column;
    Condition::any()
        .add(viewer.sees(Column::AudienceId))
        .add(viewer.owns(Column::PersonId))
}

under! {
    seminar under Import, on Platform;
    seminar_host under Import, on Platform;
    seminar_network under Import, on Platform;
    seminar_municipality under Import, on Platform;
    agenda_item under Import, on Platform;
    seat_pool under Import, on Platform;
    registration under Import, on Platform;
}
