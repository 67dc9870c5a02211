//! How far a database has come, so that whoever has written reads where that has arrived.

use std::{
    fmt,
    str::FromStr,
    sync::{Arc, Mutex, PoisonError},
};

/// Everything up to a row of the change log, and up to a byte of PostgreSQL's write-ahead log. Clients give it back as they
/// got it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Position {
    pub seq: i64,
    pub wal: i64,
}

impl Position {
    pub fn of_change(seq: i64) -> Self {
        Self { seq, wal: 0 }
    }

    /// Whether what is there includes what is at the other.
    pub fn covers(self, other: Self) -> bool {
        self.seq >= other.seq && self.wal >= other.wal
    }

    /// The first that covers both.
    pub fn and(self, other: Self) -> Self {
        Self {
            seq: self.seq.max(other.seq),
            wal: self.wal.max(other.wal),
        }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{}-{}", self.seq, self.wal)
    }
}

impl FromStr for Position {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let number = |text: &str| {
            let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            plain.then(|| text.parse().ok()).flatten().ok_or(())
        };
        let (seq, wal) = text.split_once('-').ok_or(())?;
        Ok(Self {
            seq: number(seq)?,
            wal: number(wal)?,
        })
    }
}

/// Up to where a request has written; shared by all that belongs to it.
#[derive(Clone, Debug, Default)]
pub struct Written(Arc<Mutex<Option<Position>>>);

impl Written {
    /// None while nothing was written, or where nobody needs to know.
    pub fn position(&self) -> Option<Position> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(in crate::platform) fn note(&self, position: Position) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *known = Some(known.unwrap_or_default().and(position));
    }
}
