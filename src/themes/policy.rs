//! Who may see themes: everyone. Who may write them: those who run the platform, and the import.

use sea_orm::Condition;

use crate::{
    details,
    platform::access::{Import, PUBLIC},
    resource, under,
};

resource!(theme as "Theme", audience: |_| PUBLIC, visible: |_| Condition::all());
details!(theme_link);

under! {
    theme under Import, on Platform;
    theme_link under Import, on Platform;
}
