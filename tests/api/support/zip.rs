//! What stands in an archive.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read},
};

/// Its files, by their names.
pub fn unpacked(bytes: &[u8]) -> BTreeMap<String, String> {
    let mut archive = ::zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let files = (0..archive.len()).map(|place| {
        let mut file = archive.by_index(place).expect("a file");
        let name = file.name().expect("a name").into_owned();
        let mut text = String::new();
        file.read_to_string(&mut text).expect("text");
        (name, text)
    });
    files.collect()
}
