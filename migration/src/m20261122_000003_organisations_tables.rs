//! Organisations: the first tables.

crate::migration! { r"
CREATE TABLE organisation (
    id {uuid} PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('MUNICIPALITY', 'REGION', 'STATE_AGENCY', 'ASSOCIATION_OF_MUNICIPALITIES', 'LAG', 'FOUNDATION', 'COMPANY', 'NGO', 'RESEARCH', 'INTER_MUNICIPAL')),
    kind_text TEXT,
    name TEXT NOT NULL,
    name_sort {sort} NOT NULL,
    name_fold {sort} NOT NULL,
    country_code {sort},
    municipality_id {uuid} REFERENCES municipality (id),
    parent_id {uuid} REFERENCES organisation (id),
    registration_number TEXT,
    website TEXT,
    source TEXT,
    origin TEXT NOT NULL CHECK (origin IN ('SAMPLE', 'DEMO', 'IMPORT', 'LOCAL')),
    version BIGINT NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL
);
CREATE INDEX organisation_sort ON organisation (name_sort, id);
CREATE INDEX organisation_country ON organisation (country_code, name_sort, id);
CREATE INDEX organisation_municipality ON organisation (municipality_id, name_sort, id);
CREATE INDEX organisation_parent ON organisation (parent_id, name_sort, id);
CREATE UNIQUE INDEX organisation_registration ON organisation (country_code, registration_number) WHERE registration_number IS NOT NULL;

CREATE TABLE organisation_relation (
    id {uuid} PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('ACTS_THROUGH', 'MEMBER_OF', 'OWNS')),
    from_id {uuid} NOT NULL REFERENCES organisation (id),
    to_id {uuid} NOT NULL REFERENCES organisation (id),
    starts_on {date},
    ends_on {date},
    version BIGINT NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CHECK (from_id <> to_id),
    CHECK (starts_on IS NULL OR ends_on IS NULL OR starts_on <= ends_on)
);
CREATE INDEX organisation_relation_from ON organisation_relation (from_id, id);
CREATE INDEX organisation_relation_to ON organisation_relation (to_id, id);
" }
