//! Seminars: who was there, what came of it, and what they thought of it.

crate::migration! { r"
ALTER TABLE registration ADD COLUMN check_in_code TEXT;
ALTER TABLE registration ADD COLUMN attended_at {instant};
CREATE UNIQUE INDEX registration_code ON registration (seminar_id, check_in_code) WHERE check_in_code IS NOT NULL;

CREATE TABLE check_in_attempt (
    seminar_id {uuid} NOT NULL REFERENCES seminar (id) ON DELETE CASCADE,
    person_id {uuid} NOT NULL REFERENCES person (id),
    wrong INTEGER NOT NULL CHECK (wrong > 0),
    since {instant} NOT NULL,
    PRIMARY KEY (seminar_id, person_id)
);

CREATE TABLE attendance (
    id {uuid} PRIMARY KEY,
    seminar_id {uuid} NOT NULL REFERENCES seminar (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    organisation_id {uuid} REFERENCES organisation (id),
    organisation_text TEXT,
    women INTEGER NOT NULL CHECK (women >= 0),
    men INTEGER NOT NULL CHECK (men >= 0),
    other INTEGER NOT NULL CHECK (other >= 0),
    unknown INTEGER NOT NULL CHECK (unknown >= 0),
    basis TEXT NOT NULL CHECK (basis IN ('COUNTED', 'REPORTED', 'ESTIMATED')),
    CHECK (organisation_id IS NOT NULL OR organisation_text IS NOT NULL)
);
CREATE UNIQUE INDEX attendance_key ON attendance (seminar_id, organisation_id) WHERE organisation_id IS NOT NULL;
CREATE INDEX attendance_seminar ON attendance (seminar_id, position);
CREATE INDEX attendance_organisation ON attendance (organisation_id) WHERE organisation_id IS NOT NULL;

CREATE TABLE seminar_report (
    seminar_id {uuid} PRIMARY KEY REFERENCES seminar (id) ON DELETE CASCADE,
    summary TEXT NOT NULL,
    written_at {instant} NOT NULL,
    sent_to_participants_at {instant}
);

CREATE TABLE seminar_outcome (
    id {uuid} PRIMARY KEY,
    seminar_id {uuid} NOT NULL REFERENCES seminar (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('DECISION', 'FOLLOW_UP')),
    text TEXT NOT NULL,
    responsible TEXT,
    due_on {date}
);
CREATE INDEX seminar_outcome_seminar ON seminar_outcome (seminar_id, position);

CREATE TABLE seminar_feedback (
    id {uuid} PRIMARY KEY,
    seminar_id {uuid} NOT NULL REFERENCES seminar (id) ON DELETE CASCADE,
    registration_id {uuid} NOT NULL REFERENCES registration (id) ON DELETE CASCADE,
    rating INTEGER NOT NULL CHECK (rating BETWEEN 1 AND 5),
    comment TEXT,
    given_on {date} NOT NULL
);
CREATE UNIQUE INDEX seminar_feedback_key ON seminar_feedback (registration_id);
CREATE INDEX seminar_feedback_seminar ON seminar_feedback (seminar_id);
" }
