//! Seminars: what people's calendars were told, and which reminders were sent.

crate::migration! { r"
CREATE TABLE seminar_invitation (
    registration_id {uuid} PRIMARY KEY REFERENCES registration (id) ON DELETE CASCADE,
    seminar_id {uuid} NOT NULL REFERENCES seminar (id) ON DELETE CASCADE,
    state TEXT NOT NULL CHECK (state IN ('NONE', 'TENTATIVE', 'CONFIRMED', 'REMOVED', 'CALLED_OFF')),
    sequence INTEGER NOT NULL,
    offered_until {instant},
    messages INTEGER NOT NULL CHECK (messages > 0),
    told_at {instant} NOT NULL
);
CREATE INDEX seminar_invitation_seminar ON seminar_invitation (seminar_id);

CREATE TABLE seminar_reminder (
    seminar_id {uuid} NOT NULL REFERENCES seminar (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('WEEK', 'DAY', 'HOUR', 'POLL_THREE_DAYS', 'POLL_DAY')),
    due_for {instant} NOT NULL,
    noted_at {instant} NOT NULL,
    PRIMARY KEY (seminar_id, kind, due_for)
);

ALTER TABLE seminar_notice ADD COLUMN told_at {instant};
UPDATE seminar_notice SET told_at = noted_at;
CREATE INDEX seminar_notice_untold ON seminar_notice (seminar_id) WHERE told_at IS NULL;
CREATE INDEX date_poll_closes ON date_poll (closes_at) WHERE closes_at IS NOT NULL;
" }
