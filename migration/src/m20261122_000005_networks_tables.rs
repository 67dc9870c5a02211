//! Networks: the first tables.

crate::migration! { r"
CREATE TABLE network (
    id {uuid} PRIMARY KEY,
    locale TEXT NOT NULL,
    name {json} NOT NULL,
    name_sort {sort} NOT NULL,
    name_fold {sort} NOT NULL,
    purpose {json},
    country_code {sort},
    owner_id {uuid} REFERENCES organisation (id),
    since {date},
    period_text TEXT,
    cadence_target_per_year INTEGER,
    stated_member_count INTEGER,
    members_text TEXT,
    related_ref TEXT,
    status TEXT NOT NULL CHECK (status IN ('DRAFT', 'ACTIVE', 'DORMANT', 'CLOSED')),
    join_policy TEXT NOT NULL CHECK (join_policy IN ('OPEN', 'APPLICATION', 'INVITATION')),
    visibility TEXT NOT NULL CHECK (visibility IN ('PUBLIC', 'REGISTERED', 'NETWORK', 'ORGANISATION', 'RESTRICTED')),
    audience_id {uuid} NOT NULL,
    source TEXT,
    origin TEXT NOT NULL CHECK (origin IN ('SAMPLE', 'DEMO', 'IMPORT', 'LOCAL')),
    version BIGINT NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL
);
CREATE INDEX network_sort ON network (name_sort, id);
CREATE INDEX network_owner ON network (owner_id, name_sort, id);

CREATE TABLE network_membership (
    id {uuid} PRIMARY KEY,
    network_id {uuid} NOT NULL REFERENCES network (id),
    organisation_id {uuid} NOT NULL REFERENCES organisation (id),
    role TEXT NOT NULL CHECK (role IN ('LEAD', 'MEMBER', 'PARTNER', 'OBSERVER')),
    status TEXT NOT NULL CHECK (status IN ('APPLIED', 'INVITED', 'ACTIVE', 'SUSPENDED', 'ENDED', 'DECLINED')),
    audience_id {uuid} NOT NULL,
    message TEXT,
    starts_on {date},
    ends_on {date},
    version BIGINT NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CHECK (starts_on IS NULL OR ends_on IS NULL OR starts_on <= ends_on)
);
-- An organisation is in a network once at a time.
CREATE UNIQUE INDEX network_membership_live ON network_membership (network_id, organisation_id) WHERE status IN ('APPLIED', 'INVITED', 'ACTIVE', 'SUSPENDED');
CREATE INDEX network_membership_network ON network_membership (network_id, id);
CREATE INDEX network_membership_organisation ON network_membership (organisation_id, id);

CREATE TABLE network_coordinator (
    id {uuid} PRIMARY KEY,
    network_id {uuid} NOT NULL REFERENCES network (id),
    affiliation_id {uuid} NOT NULL REFERENCES affiliation (id),
    person_id {uuid} NOT NULL REFERENCES person (id)
);
-- A person coordinates a network once, through one affiliation.
CREATE UNIQUE INDEX network_coordinator_key ON network_coordinator (network_id, person_id);
CREATE INDEX network_coordinator_person ON network_coordinator (person_id);
CREATE INDEX network_coordinator_affiliation ON network_coordinator (affiliation_id);

-- The members of each network.
CREATE VIEW network_member (network_id, organisation_id) AS
    SELECT network_id, organisation_id FROM network_membership WHERE status = 'ACTIVE';
-- The networks that the organisations of each municipality are members of.
CREATE VIEW municipality_network (municipality_id, network_id) AS
    SELECT DISTINCT organisation.municipality_id, network_membership.network_id
    FROM network_membership JOIN organisation ON organisation.id = network_membership.organisation_id
    WHERE network_membership.status = 'ACTIVE' AND organisation.municipality_id IS NOT NULL;
" }
