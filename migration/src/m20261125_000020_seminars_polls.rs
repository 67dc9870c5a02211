//! Seminars: which dates suit, asked of organisations; who is to be told of something.

crate::migration! { r"
CREATE TABLE date_poll (
    seminar_id {uuid} PRIMARY KEY REFERENCES seminar (id) ON DELETE CASCADE,
    opened_at {instant} NOT NULL,
    closes_at {instant},
    quorum INTEGER CHECK (quorum > 0),
    suggestions TEXT NOT NULL CHECK (suggestions IN ('OFF', 'MODERATED', 'OPEN')),
    votes_shown TEXT NOT NULL CHECK (votes_shown IN ('EVERYONE_ASKED', 'COUNTS', 'ORGANISERS')),
    chosen_option_id {uuid},
    chosen_at {instant}
);

CREATE TABLE date_poll_organisation (
    seminar_id {uuid} NOT NULL REFERENCES date_poll (seminar_id) ON DELETE CASCADE,
    organisation_id {uuid} NOT NULL REFERENCES organisation (id),
    PRIMARY KEY (seminar_id, organisation_id)
);
CREATE INDEX date_poll_organisation_back ON date_poll_organisation (organisation_id);

CREATE TABLE date_option (
    id {uuid} PRIMARY KEY,
    seminar_id {uuid} NOT NULL REFERENCES date_poll (seminar_id) ON DELETE CASCADE,
    starts_local {local} NOT NULL,
    ends_local {local} NOT NULL,
    time_zone TEXT NOT NULL,
    starts_at {instant} NOT NULL,
    ends_at {instant} NOT NULL,
    note TEXT,
    status TEXT NOT NULL CHECK (status IN ('ASKED', 'SUGGESTED', 'DECLINED')),
    revision INTEGER NOT NULL CHECK (revision > 0),
    suggested_by_id {uuid} REFERENCES organisation (id),
    CHECK (starts_at < ends_at)
);
-- One option a time.
CREATE UNIQUE INDEX date_option_key ON date_option (seminar_id, starts_at, ends_at) WHERE status <> 'DECLINED';

CREATE TABLE date_vote (
    id {uuid} PRIMARY KEY,
    seminar_id {uuid} NOT NULL REFERENCES date_poll (seminar_id) ON DELETE CASCADE,
    option_id {uuid} NOT NULL REFERENCES date_option (id) ON DELETE CASCADE,
    organisation_id {uuid} NOT NULL REFERENCES organisation (id),
    person_id {uuid} REFERENCES person (id),
    answer TEXT NOT NULL CHECK (answer IN ('YES', 'IF_NEEDED', 'NO')),
    comment TEXT,
    revision INTEGER NOT NULL,
    voted_at {instant} NOT NULL
);
-- An organisation has one answer to an option.
CREATE UNIQUE INDEX date_vote_key ON date_vote (option_id, organisation_id);
CREATE INDEX date_vote_seminar ON date_vote (seminar_id);

CREATE TABLE seminar_notice (
    id {uuid} PRIMARY KEY,
    seminar_id {uuid} NOT NULL REFERENCES seminar (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('DATE_CHOSEN', 'SUMMARY')),
    person_id {uuid} NOT NULL REFERENCES person (id),
    organisation_id {uuid} REFERENCES organisation (id),
    noted_at {instant} NOT NULL
);
CREATE UNIQUE INDEX seminar_notice_key ON seminar_notice (seminar_id, kind, person_id, noted_at);
" }
