//! Who may upload: everyone who is signed in. What was uploaded can be claimed by the same person alone, and is then for
//! whoever sees the version that took it.

use entity::{document_version, stored_file};
use uuid::Uuid;

use crate::{
    details,
    platform::{
        access::{Allows, Import, Platform, Viewer},
        list::Detail,
    },
    under,
};

/// Keeping a file that was uploaded.
pub struct UploadFile;
/// Taking an upload for something that is being made.
pub struct ClaimFile;
/// Removing what nobody claimed: Erfa's own doing.
pub struct CollectFiles;

details!(stored_file, file_text);

impl Detail<document_version::Entity> for stored_file::Entity {
    const PARENT: stored_file::Column = stored_file::Column::Id;
    const ORDER: stored_file::Column = stored_file::Column::Id;

    fn key_of(version: &document_version::Model) -> Uuid {
        version.file_id
    }
}

under! {
    stored_file under UploadFile, on Platform;
    file_text under UploadFile, on Platform;
    stored_file under ClaimFile, on Platform;
    stored_file under CollectFiles, on Platform;
    file_text under CollectFiles, on Platform;
    stored_file under Import, on Platform;
    file_text under Import, on Platform;
}

impl Allows<UploadFile> for Platform {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.person().is_ok()
    }
}

impl Allows<ClaimFile> for Platform {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.person().is_ok()
    }
}

impl Allows<CollectFiles> for Platform {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.is_system()
    }
}
