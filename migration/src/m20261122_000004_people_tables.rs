//! People: the first tables.

crate::migration! { r"
CREATE TABLE person (
    id {uuid} PRIMARY KEY,
    name TEXT NOT NULL,
    name_sort {sort} NOT NULL,
    visibility TEXT NOT NULL CHECK (visibility IN ('PUBLIC', 'REGISTERED', 'NETWORK', 'ORGANISATION', 'RESTRICTED')),
    audience_id {uuid} NOT NULL,
    locale TEXT,
    origin TEXT NOT NULL CHECK (origin IN ('SAMPLE', 'DEMO', 'IMPORT', 'LOCAL')),
    version BIGINT NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL
);
CREATE INDEX person_sort ON person (name_sort, id);

CREATE TABLE affiliation (
    id {uuid} PRIMARY KEY,
    person_id {uuid} NOT NULL REFERENCES person (id),
    organisation_id {uuid} NOT NULL REFERENCES organisation (id),
    title TEXT,
    category TEXT NOT NULL CHECK (category IN ('POLITICIAN', 'OFFICIAL', 'VOLUNTEER', 'CONSULTANT', 'RESEARCHER')),
    role TEXT NOT NULL CHECK (role IN ('MEMBER', 'EDITOR', 'ADMIN')),
    audience_id {uuid} NOT NULL,
    starts_on {date},
    ends_on {date},
    version BIGINT NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CHECK (starts_on IS NULL OR ends_on IS NULL OR starts_on <= ends_on)
);
CREATE INDEX affiliation_person ON affiliation (person_id, id);
CREATE INDEX affiliation_organisation ON affiliation (organisation_id, id);

CREATE TABLE account (
    id {uuid} PRIMARY KEY,
    person_id {uuid} NOT NULL REFERENCES person (id),
    email {sort} NOT NULL,
    password_hash TEXT,
    platform_role TEXT NOT NULL CHECK (platform_role IN ('NONE', 'AUDITOR', 'ADMIN')),
    suspended_at {instant},
    version BIGINT NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL
);
CREATE UNIQUE INDEX account_person ON account (person_id);
CREATE UNIQUE INDEX account_email ON account (email);

CREATE TABLE session (
    id {uuid} PRIMARY KEY,
    account_id {uuid} NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    created_at {instant} NOT NULL,
    expires_at {instant} NOT NULL,
    revoked_at {instant}
);
CREATE INDEX session_account ON session (account_id);

CREATE TABLE refresh_token (
    id {uuid} PRIMARY KEY,
    session_id {uuid} NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    hash TEXT NOT NULL,
    created_at {instant} NOT NULL,
    used_at {instant}
);
CREATE UNIQUE INDEX refresh_token_hash ON refresh_token (hash);
CREATE INDEX refresh_token_session ON refresh_token (session_id);
" }
