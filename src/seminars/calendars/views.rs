//! The occurrences of a series as people see them: of one that somebody may not see, that it is there.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use entity::seminar::{self, SeminarState};
use uuid::Uuid;

use super::{inviting::hidden, taking_part::Occurrences};

pub(super) struct Views {
    pub all: Occurrences,
    /// The audiences that somebody does not belong to.
    unseen: HashMap<Uuid, BTreeSet<Uuid>>,
    /// One for all who do not belong to the same.
    partial: HashMap<BTreeSet<Uuid>, Occurrences>,
}

impl Views {
    pub fn of(all: Occurrences, unseen: HashMap<Uuid, BTreeSet<Uuid>>, now: DateTime<Utc>) -> Self {
        // What is over stays as it was told.
        let over = |row: &seminar::Model| row.ends_at.or(row.starts_at).is_some_and(|at| at <= now);
        let mut partial: HashMap<BTreeSet<Uuid>, Occurrences> = HashMap::new();
        for audiences in unseen.values() {
            if partial.contains_key(audiences) {
                continue;
            }
            let mut view = all.clone();
            for row in view.values_mut() {
                if audiences.contains(&row.audience_id) && !over(row) {
                    *row = seminar::Model {
                        state: SeminarState::Scheduled,
                        ..hidden(row)
                    };
                }
            }
            partial.insert(audiences.clone(), view);
        }
        Self {
            all,
            unseen,
            partial,
        }
    }

    pub fn unseen_by(&self, person: Uuid) -> Option<&BTreeSet<Uuid>> {
        self.unseen.get(&person)
    }

    pub fn seen_by(&self, person: Uuid) -> &Occurrences {
        let view = self.unseen_by(person);
        let view = view.and_then(|audiences| self.partial.get(audiences));
        view.unwrap_or(&self.all)
    }
}
