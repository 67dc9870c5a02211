//! Seminars: the first tables.

crate::migration! { r"
CREATE TABLE seminar (
    id {uuid} PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('NETWORK_MEETING', 'THEME_SEMINAR', 'CONFERENCE', 'WORKSHOP', 'STUDY_VISIT', 'THINK_TANK', 'ANNUAL_EVENT', 'WEBINAR', 'CITIZEN_DIALOGUE', 'GOVERNING_MEETING')),
    kind_text TEXT,
    locale TEXT NOT NULL,
    title {json} NOT NULL,
    description {json},
    theme_text TEXT,
    state TEXT NOT NULL CHECK (state IN ('IDEA', 'PLANNED', 'DATE_POLL', 'SCHEDULED', 'OPEN', 'HELD', 'REPORTED', 'ARCHIVED', 'POSTPONED', 'CANCELLED')),
    lead_organisation_id {uuid} REFERENCES organisation (id),
    mode TEXT NOT NULL CHECK (mode IN ('ONSITE', 'ONLINE', 'HYBRID')),
    venue_name TEXT,
    venue_address TEXT,
    venue_municipality_id {uuid} REFERENCES municipality (id),
    join_url TEXT,
    time_zone TEXT NOT NULL,
    starts_local {local},
    ends_local {local},
    starts_at {instant},
    ends_at {instant},
    sort_at {instant} NOT NULL,
    when_text TEXT,
    when_earliest {date},
    when_latest {date},
    original_start_text TEXT,
    original_starts_at {instant},
    reason TEXT,
    registration_opens_at {instant},
    registration_closes_at {instant},
    seats_per_organisation INTEGER,
    confirmed_count INTEGER NOT NULL,
    waiting_count INTEGER NOT NULL,
    stated_participants INTEGER,
    stated_participants_text TEXT,
    stated_sessions INTEGER,
    frequency_text TEXT,
    note TEXT,
    visibility TEXT NOT NULL CHECK (visibility IN ('PUBLIC', 'REGISTERED', 'NETWORK', 'ORGANISATION', 'RESTRICTED')),
    audience_id {uuid} NOT NULL,
    organisers_id {uuid} NOT NULL,
    published_at {instant},
    source TEXT,
    origin TEXT NOT NULL CHECK (origin IN ('SAMPLE', 'DEMO', 'IMPORT', 'LOCAL')),
    version BIGINT NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CHECK (ends_at IS NULL OR starts_at < ends_at),
    CHECK (confirmed_count >= 0),
    CHECK (waiting_count >= 0)
);
CREATE INDEX seminar_sort ON seminar (sort_at, id);
CREATE INDEX seminar_lead ON seminar (lead_organisation_id, sort_at, id);

CREATE TABLE seminar_network (
    network_id {uuid} NOT NULL REFERENCES network (id),
    seminar_id {uuid} NOT NULL REFERENCES seminar (id) ON DELETE CASCADE,
    PRIMARY KEY (network_id, seminar_id)
);
CREATE INDEX seminar_network_back ON seminar_network (seminar_id);

CREATE TABLE seminar_municipality (
    municipality_id {uuid} NOT NULL REFERENCES municipality (id),
    seminar_id {uuid} NOT NULL REFERENCES seminar (id) ON DELETE CASCADE,
    PRIMARY KEY (municipality_id, seminar_id)
);
CREATE INDEX seminar_municipality_back ON seminar_municipality (seminar_id);

CREATE TABLE seminar_host (
    id {uuid} PRIMARY KEY,
    seminar_id {uuid} NOT NULL REFERENCES seminar (id) ON DELETE CASCADE,
    organisation_id {uuid} NOT NULL REFERENCES organisation (id),
    role TEXT NOT NULL CHECK (role IN ('LEAD', 'CO_HOST', 'PARTNER')),
    accepted_at {instant},
    position INTEGER NOT NULL
);
CREATE UNIQUE INDEX seminar_host_key ON seminar_host (seminar_id, organisation_id);
CREATE INDEX seminar_host_organisation ON seminar_host (organisation_id);
-- One leads.
CREATE UNIQUE INDEX seminar_host_lead ON seminar_host (seminar_id) WHERE role = 'LEAD';

CREATE TABLE agenda_item (
    id {uuid} PRIMARY KEY,
    seminar_id {uuid} NOT NULL REFERENCES seminar (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    title TEXT NOT NULL,
    description TEXT,
    speaker TEXT,
    starts_after_minutes INTEGER,
    duration_minutes INTEGER
);
CREATE INDEX agenda_item_seminar ON agenda_item (seminar_id, position);

CREATE TABLE seat_pool (
    id {uuid} PRIMARY KEY,
    seminar_id {uuid} NOT NULL REFERENCES seminar (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('ONSITE', 'ONLINE')),
    capacity INTEGER,
    confirmed INTEGER NOT NULL,
    waiting INTEGER NOT NULL,
    CHECK (capacity IS NULL OR capacity >= 0),
    CHECK (confirmed >= 0),
    CHECK (waiting >= 0)
);
CREATE UNIQUE INDEX seat_pool_key ON seat_pool (seminar_id, kind);

CREATE TABLE registration (
    id {uuid} PRIMARY KEY,
    seminar_id {uuid} NOT NULL REFERENCES seminar (id),
    pool_id {uuid} NOT NULL REFERENCES seat_pool (id),
    person_id {uuid} NOT NULL REFERENCES person (id),
    organisation_id {uuid} REFERENCES organisation (id),
    organisation_name TEXT,
    title TEXT,
    status TEXT NOT NULL CHECK (status IN ('REQUESTED', 'CONFIRMED', 'WAITLISTED', 'OFFERED', 'EXPIRED', 'DECLINED', 'CANCELLED', 'ATTENDED', 'NO_SHOW')),
    joined_at {instant} NOT NULL,
    is_listed BOOLEAN NOT NULL,
    audience_id {uuid} NOT NULL,
    organisers_id {uuid} NOT NULL,
    cancelled_at {instant},
    version BIGINT NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL
);
-- A person stands once at a time.
CREATE UNIQUE INDEX registration_live ON registration (seminar_id, person_id) WHERE status IN ('REQUESTED', 'CONFIRMED', 'WAITLISTED', 'OFFERED', 'ATTENDED', 'NO_SHOW');
CREATE INDEX registration_queue ON registration (pool_id, status, joined_at, id);
CREATE INDEX registration_seminar ON registration (seminar_id, joined_at, id);
CREATE INDEX registration_person ON registration (person_id, joined_at, id);
" }
