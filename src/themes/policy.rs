//! Who may see themes: everyone. Who may write them: those who run the platform, and the import.

use entity::theme;
use sea_orm::Condition;

use crate::{
    details,
    platform::access::{Allows, Import, PUBLIC, Platform, Viewer},
    resource, under,
};

/// Adding a theme.
pub struct AddTheme;
/// Changing what a theme is called and where it stands.
pub struct EditTheme;

resource!(theme as "Theme", audience: |_| PUBLIC, visible: |_| Condition::all());
details!(theme_link);

under! {
    theme under Import, on Platform;
    theme_link under Import, on Platform;
    theme under AddTheme, on Platform;
}

impl Allows<AddTheme> for Platform {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.runs_platform()
    }
}

impl Allows<EditTheme> for theme::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.runs_platform()
    }
}
