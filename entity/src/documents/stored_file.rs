//! A file as it was uploaded or imported. Its bytes lie in the file storage under `key`.

use sea_orm::entity::prelude::*;

use crate::text_enum;

text_enum! {
    /// What became of the text of a file.
    FileTextState {
        /// Text is not read from files of this type.
        None,
        /// The text has been read and can be searched.
        Extracted,
        /// The file holds no text, such as a scan.
        Empty,
        /// The file could not be read, or not within the time and memory given to it.
        Unreadable,
        /// The file is larger than those whose text is read.
        TooLarge,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "stored_file")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose upload it is; none when it was imported.
    pub uploader_id: Option<Uuid>,
    pub key: Uuid,
    pub name: String,
    pub media_type: String,
    /// In bytes.
    pub size: i64,
    /// In small hexadecimal letters.
    pub sha256: String,
    pub text_state: FileTextState,
    pub created_at: DateTimeUtc,
    /// When something took it for its own; it is kept from then on.
    pub claimed_at: Option<DateTimeUtc>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
