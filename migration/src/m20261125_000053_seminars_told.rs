//! Seminars: who is told of a date though another's vote took the place of theirs, reminders of polls without an end, seats
//! that were changed.

crate::migration! { r"
CREATE TABLE date_voter (
    seminar_id {uuid} NOT NULL REFERENCES date_poll (seminar_id) ON DELETE CASCADE,
    organisation_id {uuid} NOT NULL REFERENCES organisation (id),
    person_id {uuid} NOT NULL REFERENCES person (id),
    voted_at {instant} NOT NULL,
    PRIMARY KEY (seminar_id, organisation_id, person_id)
);
CREATE INDEX date_voter_person ON date_voter (person_id);
INSERT INTO date_voter (seminar_id, organisation_id, person_id, voted_at)
SELECT seminar_id, organisation_id, person_id, MAX(voted_at) FROM date_vote
WHERE person_id IS NOT NULL GROUP BY seminar_id, organisation_id, person_id;

ALTER TABLE seminar_reminder RENAME TO seminar_reminder_before;
CREATE TABLE seminar_reminder (
    seminar_id {uuid} NOT NULL REFERENCES seminar (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('WEEK', 'DAY', 'HOUR', 'POLL_THREE_DAYS', 'POLL_DAY', 'POLL_WEEK', 'POLL_FORTNIGHT')),
    due_for {instant} NOT NULL,
    noted_at {instant} NOT NULL,
    PRIMARY KEY (seminar_id, kind, due_for)
);
INSERT INTO seminar_reminder (seminar_id, kind, due_for, noted_at)
SELECT seminar_id, kind, due_for, noted_at FROM seminar_reminder_before;
DROP TABLE seminar_reminder_before;
CREATE INDEX date_poll_opened ON date_poll (opened_at) WHERE closes_at IS NULL AND chosen_at IS NULL;

ALTER TABLE registration ADD COLUMN seat_changes INTEGER NOT NULL DEFAULT 0;
DELETE FROM registration_needs WHERE registration_id IN
    (SELECT id FROM registration WHERE status IN ('CANCELLED', 'DECLINED', 'EXPIRED'));
" }
