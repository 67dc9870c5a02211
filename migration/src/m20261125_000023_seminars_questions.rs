//! Seminars: what people are asked when they register, and what they need.

crate::migration! { r"
CREATE TABLE registration_question (
    id {uuid} PRIMARY KEY,
    seminar_id {uuid} NOT NULL REFERENCES seminar (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('TEXT', 'CHOICE', 'YES_NO')),
    asked TEXT NOT NULL CHECK (asked IN ('AT_JOIN', 'AT_PROMOTION')),
    prompt TEXT NOT NULL,
    choices {json} NOT NULL,
    is_required BOOLEAN NOT NULL
);
CREATE INDEX registration_question_seminar ON registration_question (seminar_id, position);

CREATE TABLE registration_answer (
    id {uuid} PRIMARY KEY,
    seminar_id {uuid} NOT NULL REFERENCES seminar (id) ON DELETE CASCADE,
    registration_id {uuid} NOT NULL REFERENCES registration (id) ON DELETE CASCADE,
    question_id {uuid} NOT NULL REFERENCES registration_question (id),
    text TEXT NOT NULL
);
CREATE UNIQUE INDEX registration_answer_key ON registration_answer (registration_id, question_id);
CREATE INDEX registration_answer_question ON registration_answer (question_id);

-- What concerns health and belief stands apart from everything else and is erased.
CREATE TABLE registration_needs (
    registration_id {uuid} PRIMARY KEY REFERENCES registration (id) ON DELETE CASCADE,
    seminar_id {uuid} NOT NULL REFERENCES seminar (id) ON DELETE CASCADE,
    dietary TEXT,
    accessibility TEXT,
    consented_at {instant} NOT NULL
);
CREATE INDEX registration_needs_seminar ON registration_needs (seminar_id);

CREATE TABLE needs_reader (
    seminar_id {uuid} NOT NULL REFERENCES seminar (id) ON DELETE CASCADE,
    person_id {uuid} NOT NULL REFERENCES person (id),
    PRIMARY KEY (seminar_id, person_id)
);
" }
