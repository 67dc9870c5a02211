//! Programmes: what they are, their calls and rules, applications and decisions; prizes and initiatives.

crate::migration! { r"
CREATE TABLE programme (
    id {uuid} PRIMARY KEY,
    locale TEXT NOT NULL,
    title {json} NOT NULL,
    title_sort {sort} NOT NULL,
    title_fold {sort} NOT NULL,
    kind_text TEXT,
    status TEXT CHECK (status IN ('PLANNED', 'OPEN', 'RUNNING', 'CLOSED', 'EVALUATED')),
    status_text TEXT,
    country_code {sort},
    owner_id {uuid} REFERENCES organisation (id),
    parent_id {uuid} REFERENCES programme (id),
    starts_on {date},
    starts_text TEXT,
    ends_on {date},
    ends_text TEXT,
    project_period_years INTEGER CHECK (project_period_years BETWEEN 1 AND 50),
    summary {json},
    budget {json},
    co_financing {json},
    co_financing_from TEXT,
    stated_participant_count INTEGER CHECK (stated_participant_count >= 0),
    note TEXT,
    responsible_unit TEXT,
    content_owner_id {uuid} REFERENCES person (id),
    last_reviewed_on {date},
    review_due_on {date},
    visibility TEXT NOT NULL CHECK (visibility IN ('PUBLIC', 'REGISTERED', 'NETWORK', 'ORGANISATION', 'RESTRICTED')),
    published_at {instant},
    audience_id {uuid} NOT NULL,
    editors_id {uuid} NOT NULL,
    source TEXT,
    source_updated_on {date},
    origin TEXT NOT NULL CHECK (origin IN ('SAMPLE', 'DEMO', 'IMPORT', 'LOCAL')),
    version BIGINT NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CHECK (starts_on IS NULL OR ends_on IS NULL OR starts_on <= ends_on),
    CHECK (parent_id IS NULL OR parent_id <> id)
);
CREATE INDEX programme_sort ON programme (title_sort, id);
CREATE INDEX programme_country ON programme (country_code, title_sort, id);
CREATE INDEX programme_status ON programme (status, title_sort, id);
CREATE INDEX programme_owner ON programme (owner_id, id);
CREATE INDEX programme_parent ON programme (parent_id, title_sort, id);

-- The texts that a programme lists: focus areas, criteria, conditions, actions …
CREATE TABLE programme_point (
    id {uuid} PRIMARY KEY,
    programme_id {uuid} NOT NULL REFERENCES programme (id),
    kind TEXT NOT NULL CHECK (kind IN ('FOCUS_AREA', 'TARGET_GROUP', 'ELIGIBILITY', 'SELECTION_CRITERION', 'CONDITION', 'GOAL', 'CHALLENGE',
        'CONTEXT_FACT', 'REPORTING_DUTY', 'CRITERION', 'ANCHOR', 'RELATED_INITIATIVE', 'THEME', 'ACTION')),
    position INTEGER NOT NULL,
    key TEXT,
    text TEXT NOT NULL
);
CREATE UNIQUE INDEX programme_point_key ON programme_point (programme_id, kind, position);

-- How many projects a programme aims at in a year.
CREATE TABLE programme_target (
    id {uuid} PRIMARY KEY,
    programme_id {uuid} NOT NULL REFERENCES programme (id),
    year INTEGER NOT NULL CHECK (year BETWEEN 1900 AND 2200),
    projects_min INTEGER CHECK (projects_min >= 0),
    projects_max INTEGER CHECK (projects_max >= 0),
    CHECK (projects_min IS NULL OR projects_max IS NULL OR projects_min <= projects_max)
);
CREATE UNIQUE INDEX programme_target_key ON programme_target (programme_id, year);

-- Who takes part in a programme: a municipality or another organisation.
CREATE TABLE programme_participation (
    id {uuid} PRIMARY KEY,
    programme_id {uuid} NOT NULL REFERENCES programme (id),
    municipality_id {uuid} REFERENCES municipality (id),
    organisation_id {uuid} REFERENCES organisation (id),
    position INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('ELIGIBLE', 'APPLIED', 'SELECTED', 'AGREED', 'COMPLETED', 'WITHDRAWN')),
    starts_on {date},
    ends_on {date},
    CHECK ((municipality_id IS NULL) <> (organisation_id IS NULL)),
    CHECK (starts_on IS NULL OR ends_on IS NULL OR starts_on <= ends_on)
);
CREATE UNIQUE INDEX programme_participation_place ON programme_participation (programme_id, municipality_id);
CREATE UNIQUE INDEX programme_participation_body ON programme_participation (programme_id, organisation_id);
CREATE INDEX programme_participation_of_place ON programme_participation (municipality_id, programme_id);
CREATE INDEX programme_participation_of_body ON programme_participation (organisation_id, programme_id);

-- What organisations are to a thing of any kind: a programme, a project, an agreement.
CREATE TABLE party (
    id {uuid} PRIMARY KEY,
    subject_id {uuid} NOT NULL,
    organisation_id {uuid} REFERENCES organisation (id),
    organisation_text TEXT,
    role TEXT NOT NULL CHECK (role IN ('OWNER', 'ORGANISER', 'FUNDER', 'PARTNER', 'PARTICIPANT', 'SIGNATORY', 'EVALUATOR')),
    position INTEGER NOT NULL,
    CHECK ((organisation_id IS NULL) <> (organisation_text IS NULL))
);
CREATE UNIQUE INDEX party_key ON party (subject_id, role, organisation_id);
CREATE INDEX party_subject ON party (subject_id, position);
CREATE INDEX party_organisation ON party (organisation_id, subject_id);

-- The programmes that each organisation or municipality has a part in.
CREATE VIEW organisation_programme (organisation_id, programme_id) AS
    SELECT party.organisation_id, party.subject_id FROM party JOIN programme ON programme.id = party.subject_id
        WHERE party.organisation_id IS NOT NULL
    UNION SELECT organisation_id, programme_id FROM programme_participation WHERE organisation_id IS NOT NULL;
CREATE VIEW municipality_programme (municipality_id, programme_id) AS
    SELECT municipality_id, programme_id FROM programme_participation WHERE municipality_id IS NOT NULL
    UNION SELECT organisation.municipality_id, organisation_programme.programme_id
        FROM organisation_programme JOIN organisation ON organisation.id = organisation_programme.organisation_id
        WHERE organisation.municipality_id IS NOT NULL;

-- One version of the rules by which a programme finances: immutable once a call names it.
CREATE TABLE funding_rule_set (
    id {uuid} PRIMARY KEY,
    programme_id {uuid} NOT NULL REFERENCES programme (id),
    title TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number >= 1),
    currency TEXT NOT NULL,
    purpose TEXT,
    exception TEXT,
    note TEXT,
    adopted_on {date},
    audience_id {uuid} NOT NULL,
    editors_id {uuid} NOT NULL,
    source TEXT,
    origin TEXT NOT NULL CHECK (origin IN ('SAMPLE', 'DEMO', 'IMPORT', 'LOCAL')),
    version BIGINT NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL
);
CREATE UNIQUE INDEX funding_rule_set_key ON funding_rule_set (programme_id, number);

CREATE TABLE funding_rule (
    id {uuid} PRIMARY KEY,
    rule_set_id {uuid} NOT NULL REFERENCES funding_rule_set (id),
    position INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('MAX_GRANT', 'MAX_GRANT_SHARE', 'MIN_OWN_SHARE', 'MIN_OWN_SHARE_OF_GRANT', 'MIN_CASH_SHARE', 'MAX_OWN_HOURS_SHARE',
        'MAX_OWN_HOURS_SHARE_OF_OWN', 'ELIGIBLE_ONLY', 'GRANT_WITHIN_ELIGIBLE', 'MAX_LIMITED_SHARE', 'BALANCED', 'DECISION_LEVEL')),
    basis_points INTEGER CHECK (basis_points >= 0),
    amount_minor BIGINT CHECK (amount_minor >= 0),
    level TEXT CHECK (level IN ('DELEGATED', 'COMMITTEE', 'COUNCIL')),
    recommended_by TEXT CHECK (recommended_by IN ('DELEGATED', 'COMMITTEE', 'COUNCIL')),
    text TEXT,
    CHECK ((kind = 'DECISION_LEVEL') = (level IS NOT NULL)),
    CHECK (kind IN ('MIN_OWN_SHARE_OF_GRANT') OR basis_points IS NULL OR basis_points <= 10000)
);
CREATE UNIQUE INDEX funding_rule_key ON funding_rule (rule_set_id, position);

CREATE TABLE cost_category (
    id {uuid} PRIMARY KEY,
    rule_set_id {uuid} NOT NULL REFERENCES funding_rule_set (id),
    position INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('ELIGIBLE', 'LIMITED', 'INELIGIBLE')),
    name TEXT NOT NULL
);
CREATE UNIQUE INDEX cost_category_key ON cost_category (rule_set_id, position);
CREATE UNIQUE INDEX cost_category_name ON cost_category (rule_set_id, name);

CREATE TABLE funding_call (
    id {uuid} PRIMARY KEY,
    programme_id {uuid} NOT NULL REFERENCES programme (id),
    rule_set_id {uuid} NOT NULL REFERENCES funding_rule_set (id),
    locale TEXT NOT NULL,
    title {json} NOT NULL,
    title_sort {sort} NOT NULL,
    title_fold {sort} NOT NULL,
    currency TEXT NOT NULL,
    max_grant {json},
    opens_at {instant} NOT NULL,
    closes_at {instant} NOT NULL,
    quota_min INTEGER CHECK (quota_min >= 0),
    quota_max INTEGER CHECK (quota_max >= 0),
    quota_text TEXT,
    criteria TEXT,
    published_at {instant},
    audience_id {uuid} NOT NULL,
    editors_id {uuid} NOT NULL,
    source TEXT,
    origin TEXT NOT NULL CHECK (origin IN ('SAMPLE', 'DEMO', 'IMPORT', 'LOCAL')),
    version BIGINT NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CHECK (opens_at < closes_at),
    CHECK (quota_min IS NULL OR quota_max IS NULL OR quota_min <= quota_max)
);
CREATE INDEX funding_call_closes ON funding_call (closes_at, id);
CREATE INDEX funding_call_programme ON funding_call (programme_id, closes_at, id);
CREATE INDEX funding_call_rule_set ON funding_call (rule_set_id);

CREATE TABLE application (
    id {uuid} PRIMARY KEY,
    call_id {uuid} NOT NULL REFERENCES funding_call (id),
    programme_id {uuid} NOT NULL REFERENCES programme (id),
    applicant_id {uuid} NOT NULL REFERENCES organisation (id),
    title TEXT NOT NULL,
    summary TEXT,
    status TEXT NOT NULL CHECK (status IN ('DRAFT', 'SUBMITTED', 'CLARIFICATION', 'ASSESSED', 'RECOMMENDED', 'APPROVED', 'REJECTED', 'WITHDRAWN')),
    message TEXT,
    currency TEXT NOT NULL,
    submitted_at {instant},
    audience_id {uuid} NOT NULL,
    editors_id {uuid} NOT NULL,
    origin TEXT NOT NULL CHECK (origin IN ('SAMPLE', 'DEMO', 'IMPORT', 'LOCAL')),
    version BIGINT NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CHECK (submitted_at IS NOT NULL OR status IN ('DRAFT', 'WITHDRAWN'))
);
CREATE INDEX application_call ON application (call_id, created_at, id);
CREATE INDEX application_programme ON application (programme_id, created_at, id);
CREATE INDEX application_applicant ON application (applicant_id, created_at, id);
CREATE INDEX application_created ON application (created_at, id);

CREATE TABLE financing_line (
    id {uuid} PRIMARY KEY,
    application_id {uuid} NOT NULL REFERENCES application (id),
    position INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('GRANT', 'CASH', 'OWN_FUNDS', 'IN_KIND_TIME')),
    financier_id {uuid} REFERENCES organisation (id),
    financier_text TEXT,
    planned_minor BIGINT NOT NULL CHECK (planned_minor >= 0),
    confirmed_minor BIGINT CHECK (confirmed_minor >= 0),
    actual_minor BIGINT CHECK (actual_minor >= 0),
    minutes BIGINT CHECK (minutes >= 0),
    rate_minor BIGINT CHECK (rate_minor >= 0),
    CHECK (kind = 'IN_KIND_TIME' OR (minutes IS NULL AND rate_minor IS NULL))
);
CREATE UNIQUE INDEX financing_line_key ON financing_line (application_id, position);

CREATE TABLE cost_line (
    id {uuid} PRIMARY KEY,
    application_id {uuid} NOT NULL REFERENCES application (id),
    position INTEGER NOT NULL,
    category_id {uuid} REFERENCES cost_category (id),
    text TEXT NOT NULL,
    amount_minor BIGINT NOT NULL CHECK (amount_minor >= 0)
);
CREATE UNIQUE INDEX cost_line_key ON cost_line (application_id, position);

CREATE TABLE decision (
    id {uuid} PRIMARY KEY,
    application_id {uuid} NOT NULL REFERENCES application (id),
    body_id {uuid} REFERENCES organisation (id),
    body_text TEXT,
    level TEXT NOT NULL CHECK (level IN ('DELEGATED', 'COMMITTEE', 'COUNCIL')),
    outcome TEXT NOT NULL CHECK (outcome IN ('RECOMMENDED', 'APPROVED', 'REJECTED')),
    decided_on {date} NOT NULL,
    section TEXT,
    reason TEXT,
    granted_minor BIGINT CHECK (granted_minor >= 0),
    embargo_until {instant},
    released_at {instant},
    audience_id {uuid} NOT NULL,
    origin TEXT NOT NULL CHECK (origin IN ('SAMPLE', 'DEMO', 'IMPORT', 'LOCAL')),
    version BIGINT NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CHECK ((outcome = 'APPROVED') = (granted_minor IS NOT NULL))
);
-- An application is finally decided once.
CREATE UNIQUE INDEX decision_final ON decision (application_id) WHERE outcome IN ('APPROVED', 'REJECTED');
CREATE INDEX decision_application ON decision (application_id, decided_on, id);
CREATE INDEX decision_embargo ON decision (embargo_until) WHERE released_at IS NULL;

-- The money that an approved application is to get, and its payments.
CREATE TABLE funding_grant (
    id {uuid} PRIMARY KEY,
    application_id {uuid} NOT NULL REFERENCES application (id),
    decision_id {uuid} NOT NULL REFERENCES decision (id),
    granted_on {date} NOT NULL,
    amount_minor BIGINT NOT NULL CHECK (amount_minor >= 0)
);
CREATE UNIQUE INDEX funding_grant_key ON funding_grant (application_id);
CREATE TABLE disbursement (
    id {uuid} PRIMARY KEY,
    application_id {uuid} NOT NULL REFERENCES application (id),
    position INTEGER NOT NULL,
    paid_on {date} NOT NULL,
    amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
    note TEXT
);
CREATE UNIQUE INDEX disbursement_key ON disbursement (application_id, position);

CREATE TABLE prize (
    id {uuid} PRIMARY KEY,
    locale TEXT NOT NULL,
    title {json} NOT NULL,
    title_sort {sort} NOT NULL,
    title_fold {sort} NOT NULL,
    country_code {sort},
    awarded_by_id {uuid} REFERENCES organisation (id),
    since_year INTEGER CHECK (since_year BETWEEN 1800 AND 2200),
    frequency_text TEXT,
    description {json},
    visibility TEXT NOT NULL CHECK (visibility IN ('PUBLIC', 'REGISTERED', 'NETWORK', 'ORGANISATION', 'RESTRICTED')),
    published_at {instant},
    audience_id {uuid} NOT NULL,
    editors_id {uuid} NOT NULL,
    source TEXT,
    origin TEXT NOT NULL CHECK (origin IN ('SAMPLE', 'DEMO', 'IMPORT', 'LOCAL')),
    version BIGINT NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL
);
CREATE INDEX prize_sort ON prize (title_sort, id);
CREATE INDEX prize_awarded_by ON prize (awarded_by_id, title_sort, id);

CREATE TABLE prize_edition (
    id {uuid} PRIMARY KEY,
    prize_id {uuid} NOT NULL REFERENCES prize (id),
    year INTEGER NOT NULL CHECK (year BETWEEN 1800 AND 2200),
    status TEXT NOT NULL CHECK (status IN ('OPEN', 'CANDIDATES', 'FINALISTS', 'RECOMMENDED', 'DECIDED', 'AWARDED')),
    candidate_count INTEGER CHECK (candidate_count >= 0),
    finalist_count INTEGER CHECK (finalist_count >= 0),
    decided_on {date},
    embargo_until {instant},
    award_expected_text TEXT,
    award_expected_from {date},
    award_expected_to {date},
    winner_text TEXT,
    winner_id {uuid},
    audience_id {uuid} NOT NULL,
    editors_id {uuid} NOT NULL,
    version BIGINT NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CHECK (candidate_count IS NULL OR finalist_count IS NULL OR finalist_count <= candidate_count),
    CHECK (award_expected_from IS NULL OR award_expected_to IS NULL OR award_expected_from <= award_expected_to)
);
CREATE UNIQUE INDEX prize_edition_key ON prize_edition (prize_id, year);
CREATE TABLE prize_news (
    id {uuid} PRIMARY KEY,
    edition_id {uuid} NOT NULL REFERENCES prize_edition (id),
    position INTEGER NOT NULL,
    text TEXT NOT NULL
);
CREATE UNIQUE INDEX prize_news_key ON prize_news (edition_id, position);
CREATE TABLE nomination (
    id {uuid} PRIMARY KEY,
    edition_id {uuid} NOT NULL REFERENCES prize_edition (id),
    locality_text {sort} NOT NULL,
    municipality_id {uuid} REFERENCES municipality (id),
    stage TEXT NOT NULL CHECK (stage IN ('CANDIDATE', 'FINALIST')),
    pitch TEXT,
    video_url TEXT,
    nominated_by_id {uuid} REFERENCES organisation (id),
    audience_id {uuid} NOT NULL,
    editors_id {uuid} NOT NULL,
    version BIGINT NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL
);
CREATE INDEX nomination_edition ON nomination (edition_id, locality_text, id);
CREATE UNIQUE INDEX nomination_key ON nomination (edition_id, municipality_id, locality_text);
CREATE UNIQUE INDEX nomination_name ON nomination (edition_id, locality_text) WHERE municipality_id IS NULL;

CREATE TABLE initiative (
    id {uuid} PRIMARY KEY,
    locale TEXT NOT NULL,
    title {json} NOT NULL,
    title_sort {sort} NOT NULL,
    title_fold {sort} NOT NULL,
    owner_id {uuid} REFERENCES organisation (id),
    status_text TEXT,
    summary {json},
    visibility TEXT NOT NULL CHECK (visibility IN ('PUBLIC', 'REGISTERED', 'NETWORK', 'ORGANISATION', 'RESTRICTED')),
    published_at {instant},
    audience_id {uuid} NOT NULL,
    editors_id {uuid} NOT NULL,
    source TEXT,
    origin TEXT NOT NULL CHECK (origin IN ('SAMPLE', 'DEMO', 'IMPORT', 'LOCAL')),
    version BIGINT NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL
);
CREATE INDEX initiative_sort ON initiative (title_sort, id);
CREATE INDEX initiative_owner ON initiative (owner_id, title_sort, id);
" }
