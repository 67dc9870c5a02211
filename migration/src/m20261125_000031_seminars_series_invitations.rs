//! Seminars: what the calendars of those registered for a whole series were told.

crate::migration! { r"
CREATE TABLE series_invitation (
    series_id {uuid} NOT NULL REFERENCES seminar_series (id) ON DELETE CASCADE,
    person_id {uuid} NOT NULL REFERENCES person (id),
    sequence INTEGER NOT NULL,
    shown {json} NOT NULL,
    messages INTEGER NOT NULL CHECK (messages > 0),
    told_at {instant} NOT NULL,
    PRIMARY KEY (series_id, person_id)
);
CREATE INDEX series_invitation_person ON series_invitation (person_id);
" }
