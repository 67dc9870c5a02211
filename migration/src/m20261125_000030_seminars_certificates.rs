//! Seminars: certificates of attendance.

crate::migration! { r"
CREATE TABLE certificate (
    id {uuid} PRIMARY KEY,
    registration_id {uuid} NOT NULL REFERENCES registration (id) ON DELETE CASCADE,
    seminar_id {uuid} NOT NULL REFERENCES seminar (id) ON DELETE CASCADE,
    person_id {uuid} NOT NULL REFERENCES person (id),
    code TEXT NOT NULL,
    locale TEXT NOT NULL,
    holder_name TEXT NOT NULL,
    organisation_name TEXT,
    seminar_title TEXT NOT NULL,
    organiser_name TEXT NOT NULL,
    place TEXT,
    held_on {date} NOT NULL,
    duration_minutes INTEGER CHECK (duration_minutes > 0),
    audience_id {uuid} NOT NULL,
    issued_at {instant} NOT NULL,
    revoked_at {instant},
    version BIGINT NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL
);
CREATE UNIQUE INDEX certificate_code ON certificate (code);
CREATE UNIQUE INDEX certificate_key ON certificate (registration_id) WHERE revoked_at IS NULL;
CREATE INDEX certificate_registration ON certificate (registration_id);
CREATE INDEX certificate_seminar ON certificate (seminar_id);
CREATE INDEX certificate_person ON certificate (person_id);
" }
