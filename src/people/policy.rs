//! Who may see people: as each has chosen, and themselves always. Who may change them: themselves, and the admins of
//! their organisations for what concerns those.

use sea_orm::Condition;

use crate::{
    platform::access::{Import, Viewer},
    resource, under,
};

resource!(person as "Person", audience: |row| row.audience_id, visible: visible_person);
resource!(account as "Account", audience: |row| row.person_id,
    visible: |viewer| viewer.owns(entity::account::Column::PersonId));
resource!(affiliation as "Affiliation", audience: |row| row.audience_id, visible: visible_affiliation);

fn visible_person(viewer: &Viewer) -> Condition {
    use entity::person::Column;
    Condition::any()
        .add(viewer.sees(Column::AudienceId))
        .add(viewer.owns(Column::Id))
}

fn visible_affiliation(viewer: &Viewer) -> Condition {
    use entity::affiliation::Column;
    Condition::any()
        .add(viewer.sees(Column::AudienceId))
        .add(viewer.owns(Column::PersonId))
}

under! {
    person under Import, on Platform;
    affiliation under Import, on Platform;
    account under Import, on Platform;
}
