//! Seminars: registrations end for people who may no longer see what they are for.

crate::migration! { r"
ALTER TABLE registration_event RENAME TO registration_event_before;
DROP INDEX registration_event_registration;
DROP INDEX registration_event_seminar;
CREATE TABLE registration_event (
    id {uuid} PRIMARY KEY,
    registration_id {uuid} NOT NULL REFERENCES registration (id) ON DELETE CASCADE,
    seminar_id {uuid} NOT NULL REFERENCES seminar (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('APPROVED', 'DECLINED', 'REORDERED', 'OFFERED', 'OFFER_ACCEPTED', 'OFFER_DECLINED', 'OFFER_EXPIRED', 'ACCESS_ENDED')),
    person_id {uuid} REFERENCES person (id),
    priority_before INTEGER,
    priority_after INTEGER,
    reason TEXT,
    at {instant} NOT NULL
);
INSERT INTO registration_event (id, registration_id, seminar_id, kind, person_id, priority_before, priority_after, reason, at)
SELECT id, registration_id, seminar_id, kind, person_id, priority_before, priority_after, reason, at FROM registration_event_before;
DROP TABLE registration_event_before;
CREATE INDEX registration_event_registration ON registration_event (registration_id, at);
CREATE INDEX registration_event_seminar ON registration_event (seminar_id, at);
" }
