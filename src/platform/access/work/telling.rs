//! Ending a unit of work: what changed is followed, told and committed, or nothing is.

use std::sync::{Arc, PoisonError};

use entity::{audit_entry::AuditAction, change_log::Op};

use super::super::{
    super::{
        audit::{self, Act},
        changes,
        error::{Error, Result},
    },
    Who,
    resource::Entry,
};
use super::{Change, Work};

/// What the change log was told of a unit of work.
#[derive(Default)]
struct Told {
    /// Anything at all.
    changes: bool,
    /// Somebody's access may have changed.
    gives_access: bool,
}

impl Work {
    pub(super) fn note(&self, before: Option<Entry>, after: Option<Entry>) {
        self.note_fields(before, after, vec![]);
    }

    pub(super) fn note_fields(
        &self,
        before: Option<Entry>,
        after: Option<Entry>,
        fields: Vec<&'static str>,
    ) {
        let Some(row) = after.as_ref().or(before.as_ref()) else {
            return;
        };
        let change = Change {
            kind: row.kind,
            id: row.id,
            op: if after.is_some() {
                Op::Upsert
            } else {
                Op::Remove
            },
            version: row.version,
            audience_before: before.as_ref().map(|row| row.audience),
            audience_after: after.as_ref().map(|row| row.audience),
            fields,
        };
        self.changes().push(change);
    }

    fn changes(&self) -> std::sync::MutexGuard<'_, Vec<Change>> {
        self.shared
            .changes
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends the transaction: with a success everything is kept and told, with an error nothing is.
    pub async fn finish<T>(self, outcome: Result<T>) -> Result<T> {
        let mut told = Told::default();
        let outcome = match outcome {
            Ok(value) => self.tell().await.map(|all| {
                told = all;
                value
            }),
            Err(error) => Err(error),
        };
        let account = self.viewer.person().ok();
        let Some(shared) = Arc::into_inner(self.shared) else {
            return Err(Error::internal(anyhow::anyhow!(
                "a unit of work is still in use"
            )));
        };
        match outcome {
            Ok(value) if self.viewer.rehearses() => {
                shared.tx.rollback().await?;
                Ok(value)
            }
            Ok(value) => {
                let committed = shared.tx.commit().await;
                // Also where it is not known whether it was; and first up to where, so that nobody takes a replica for newer.
                if let Some(asked) = &shared.asked
                    && let Some(position) = shared.store.place(account, told.changes).await
                {
                    asked.written.note(position);
                }
                shared.store.note_commit();
                committed?;
                shared.store.wake.notify_waiters();
                if shared.enqueued.into_inner() {
                    shared.store.jobs.notify_waiters();
                }
                let renewal = shared.asked.and_then(|asked| asked.renewal);
                if let Some(renewal) = renewal.filter(|_| told.gives_access) {
                    renewal.renew().await;
                }
                Ok(value)
            }
            Err(error) => {
                shared.tx.rollback().await?;
                Err(error)
            }
        }
    }

    /// Lets the higher capabilities follow, until nothing new comes, then writes the log: the last statements of the transaction.
    async fn tell(&self) -> Result<Told> {
        let mut followed = 0;
        loop {
            let fresh = self.changes()[followed..].to_vec();
            if fresh.is_empty() {
                break;
            }
            followed += fresh.len();
            for follower in self.shared.followers.iter() {
                follower.follow(self, &fresh).await?;
            }
        }
        let all = std::mem::take(&mut *self.changes());
        let audiences = self
            .shared
            .audiences
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .len();
        let told = Told {
            changes: !all.is_empty(),
            gives_access: audiences > 0
                || all
                    .iter()
                    .any(|change| changes::concerns_access(change.kind)),
        };
        let actor = self.viewer.person().ok();
        let origin = match self.viewer.who() {
            Who::System(capacity) => capacity,
            _ => changes::BY_REQUEST,
        };
        let mut acts = std::mem::take(
            &mut *self
                .shared
                .acts
                .lock()
                .unwrap_or_else(PoisonError::into_inner),
        );
        // What Erfa does by itself is told where it is an act; what follows from others' acts is not.
        if !matches!(self.viewer.who(), Who::System(_)) {
            acts.extend(all.iter().filter_map(act_of));
        }
        let silent =
            self.shared.asked.is_some() && !told.changes && self.shared.store.has_replicas();
        if let Some(account) = actor.filter(|_| silent) {
            changes::whisper(self.connection(), account).await?;
        }
        changes::write(
            self.connection(),
            &self.shared.store,
            all,
            origin,
            actor,
            self.now(),
        )
        .await?;
        audit::write(
            self.connection(),
            &self.shared.store,
            acts,
            &self.viewer.as_actor(),
            self.now(),
        )
        .await?;
        Ok(told)
    }
}

/// What the audit log says of a change, where it is one of personal data.
fn act_of(change: &Change) -> Option<Act> {
    let action = match (change.op, change.audience_before) {
        (Op::Remove, _) => AuditAction::Removed,
        (Op::Upsert, None) => AuditAction::Created,
        (Op::Upsert, Some(_)) => AuditAction::Changed,
    };
    let silent = action == AuditAction::Changed && change.fields.is_empty();
    (audit::concerns_people(change.kind) && !silent).then(|| Act {
        action,
        kind: change.kind,
        subject: change.id,
        fields: change.fields.join(" "),
        reason: None,
    })
}
