//! Seminars: series, whose occurrences are seminars.

crate::migration! { r"
CREATE TABLE seminar_series (
    id {uuid} PRIMARY KEY,
    lead_organisation_id {uuid} REFERENCES organisation (id),
    previous_id {uuid} REFERENCES seminar_series (id),
    rule TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    starts_local {local} NOT NULL,
    duration_minutes INTEGER NOT NULL CHECK (duration_minutes > 0),
    takes_later BOOLEAN NOT NULL,
    exceptions {json} NOT NULL,
    registration TEXT NOT NULL CHECK (registration IN ('OCCURRENCE', 'SERIES')),
    next_on {date},
    published_at {instant},
    cancelled_at {instant},
    reason TEXT,
    audience_id {uuid} NOT NULL,
    organisers_id {uuid} NOT NULL,
    origin TEXT NOT NULL CHECK (origin IN ('SAMPLE', 'DEMO', 'IMPORT', 'LOCAL')),
    version BIGINT NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL
);
CREATE INDEX seminar_series_next ON seminar_series (next_on) WHERE next_on IS NOT NULL;
CREATE INDEX seminar_series_previous ON seminar_series (previous_id) WHERE previous_id IS NOT NULL;

CREATE TABLE series_registration (
    id {uuid} PRIMARY KEY,
    series_id {uuid} NOT NULL REFERENCES seminar_series (id) ON DELETE CASCADE,
    person_id {uuid} NOT NULL REFERENCES person (id),
    organisation_id {uuid} REFERENCES organisation (id),
    organisation_name TEXT,
    title TEXT,
    seat TEXT CHECK (seat IN ('ONSITE', 'ONLINE')),
    is_listed BOOLEAN NOT NULL,
    is_approved BOOLEAN NOT NULL,
    joined_at {instant} NOT NULL,
    cancelled_at {instant}
);
CREATE UNIQUE INDEX series_registration_key ON series_registration (series_id, person_id) WHERE cancelled_at IS NULL;
CREATE INDEX series_registration_series ON series_registration (series_id, joined_at, id);
CREATE INDEX series_registration_person ON series_registration (person_id);

ALTER TABLE seminar ADD COLUMN series_id {uuid} REFERENCES seminar_series (id);
ALTER TABLE seminar ADD COLUMN original_start_local {local};
ALTER TABLE seminar ADD COLUMN own_parts {json} NOT NULL DEFAULT '[]';
ALTER TABLE seminar ADD COLUMN has_own_circle BOOLEAN NOT NULL DEFAULT FALSE;
CREATE UNIQUE INDEX seminar_series_key ON seminar (series_id, original_start_local) WHERE series_id IS NOT NULL;
" }
