//! Who was erased, kept outside the database: a backup that is restored knows nothing of later erasures.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::Context as _;
use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A file of one JSON object a line, only added to. It names ids, never people.
#[derive(Clone, Debug)]
pub struct Ledger(Arc<PathBuf>);

#[derive(Deserialize, Serialize)]
struct Line {
    person: Uuid,
    at: String,
}

impl Ledger {
    pub fn in_file(path: &Path) -> Self {
        Self(Arc::new(path.to_owned()))
    }

    /// Notes an erasure, and returns when it is on disk: before the erasure is committed, so that none is ever forgotten.
    pub fn note(&self, person: Uuid, at: DateTime<Utc>) -> io::Result<()> {
        let at = at.to_rfc3339_opts(SecondsFormat::Secs, true);
        let mut line = serde_json::to_vec(&Line { person, at })?;
        line.push(b'\n');
        let mut file = OpenOptions::new()
            .create(true)
            .read(true)
            .append(true)
            .open(&*self.0)?;
        if cut_off(&mut file)? {
            line.insert(0, b'\n');
        }
        file.write_all(&line)?;
        file.sync_all()?;
        // The folder's entry of a new file, too.
        match self
            .0
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
        {
            Some(folder) => File::open(folder)?.sync_all(),
            None => Ok(()),
        }
    }

    /// Everybody whose erasure was noted.
    pub fn people(&self) -> anyhow::Result<Vec<Uuid>> {
        let text = match fs::read_to_string(&*self.0) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(vec![]),
            Err(error) => Err(error).with_context(|| {
                format!(
                    "the list of erasures `{}` cannot be read; give Erfa's user that right",
                    self.0.display()
                )
            })?,
        };
        let mut people = vec![];
        for (number, line) in text.lines().enumerate() {
            match serde_json::from_str::<Line>(line) {
                Ok(line) => people.push(line.person),
                // A crash may have cut off a line; its erasure was not committed either.
                Err(error) if error.is_eof() => {}
                Err(error) => Err(error).with_context(|| {
                    format!(
                        "line {} of the list of erasures `{}` is damaged; restore it from a copy, or remove that line",
                        number + 1,
                        self.0.display()
                    )
                })?,
            }
        }
        Ok(people)
    }
}

/// Whether a crash left the last line without an end: the next one does not continue it.
fn cut_off(file: &mut File) -> io::Result<bool> {
    if file.metadata()?.len() == 0 {
        return Ok(false);
    }
    let mut last = [0];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    Ok(last != *b"\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_a_crash_cut_off_takes_no_other_with_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("erasures");
        let ledger = Ledger::in_file(&path);
        let (first, second) = (Uuid::from_u128(1), Uuid::from_u128(2));
        ledger.note(first, DateTime::UNIX_EPOCH).expect("noted");
        fs::OpenOptions::new()
            .append(true)
            .open(&path)
            .and_then(|mut file| file.write_all(br#"{"person":"0000"#))
            .expect("cut off");
        assert_eq!(ledger.people().expect("read"), [first]);
        ledger.note(second, DateTime::UNIX_EPOCH).expect("noted");
        assert_eq!(ledger.people().expect("read"), [first, second]);
        fs::write(&path, "nonsense\n").expect("written");
        let refused = ledger.people().expect_err("damaged").to_string();
        assert!(refused.contains("line 1"), "{refused}");
    }
}
