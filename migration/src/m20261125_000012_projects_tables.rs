//! Projects and everything under them; agreements.

crate::migration! { r"
CREATE TABLE project (
    id {uuid} PRIMARY KEY,
    locale TEXT NOT NULL,
    title {json} NOT NULL,
    title_sort {sort} NOT NULL,
    title_fold {sort} NOT NULL,
    country_code {sort},
    owner_id {uuid} REFERENCES organisation (id),
    owner_text TEXT,
    programme_id {uuid},
    status TEXT CHECK (status IN ('IDEA', 'PREPARATION', 'APPROVED', 'ACTIVE', 'PAUSED', 'CLOSING', 'CLOSED', 'TERMINATED')),
    status_text TEXT,
    starts_on {date},
    ends_on {date},
    starts_text TEXT,
    ends_text TEXT,
    period_text TEXT,
    duration_years {double},
    inferred_period_text TEXT,
    sort_on {date} NOT NULL,
    background {json},
    summary {json},
    purpose {json},
    overall_goal {json},
    vision {json},
    context {json},
    budget {json},
    responsible_unit TEXT,
    content_owner TEXT,
    last_reviewed_on {date},
    review_due_on {date},
    source_updated_on {date},
    source_updated_text TEXT,
    origin_text TEXT,
    note TEXT,
    follows_seminar_id {uuid},
    approvers_id {uuid} NOT NULL,
    visibility TEXT NOT NULL CHECK (visibility IN ('PUBLIC', 'REGISTERED', 'NETWORK', 'ORGANISATION', 'RESTRICTED')),
    audience_id {uuid} NOT NULL,
    editors_id {uuid} NOT NULL,
    published_at {instant},
    source TEXT,
    origin TEXT NOT NULL CHECK (origin IN ('SAMPLE', 'DEMO', 'IMPORT', 'LOCAL')),
    version BIGINT NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CHECK (starts_on IS NULL OR ends_on IS NULL OR starts_on <= ends_on)
);
CREATE INDEX project_sort ON project (title_sort, id);
CREATE INDEX project_start ON project (sort_on, id);
CREATE INDEX project_updated ON project (updated_at, id);
CREATE INDEX project_owner ON project (owner_id, title_sort, id);
CREATE INDEX project_programme ON project (programme_id, title_sort, id);
CREATE INDEX project_country ON project (country_code, title_sort, id);

CREATE TABLE project_point (
    id {uuid} PRIMARY KEY,
    project_id {uuid} NOT NULL REFERENCES project (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('TARGET_GROUP', 'AREA', 'RESULT', 'LESSON', 'MILESTONE', 'DEVIATION', 'SIDE_EFFECT', 'PUBLICITY_DUTY')),
    position INTEGER NOT NULL,
    text TEXT NOT NULL,
    due_on {date},
    done_on {date}
);
CREATE INDEX project_point_project ON project_point (project_id, position);

CREATE TABLE project_figure (
    id {uuid} PRIMARY KEY,
    project_id {uuid} NOT NULL REFERENCES project (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    key {sort} NOT NULL,
    label TEXT,
    value {double} NOT NULL
);
CREATE UNIQUE INDEX project_figure_key ON project_figure (project_id, key);

CREATE TABLE project_relation (
    id {uuid} PRIMARY KEY,
    project_id {uuid} NOT NULL REFERENCES project (id) ON DELETE CASCADE,
    related_id {uuid} NOT NULL REFERENCES project (id),
    kind TEXT NOT NULL CHECK (kind IN ('PREDECESSOR', 'PILOT', 'PARALLEL', 'SUBPROJECT', 'EXCHANGE', 'RELATED')),
    note TEXT,
    position INTEGER NOT NULL,
    CHECK (project_id <> related_id)
);
CREATE UNIQUE INDEX project_relation_key ON project_relation (project_id, related_id, kind);
CREATE INDEX project_relation_back ON project_relation (related_id, project_id);

CREATE TABLE project_experience (
    project_id {uuid} NOT NULL REFERENCES project (id) ON DELETE CASCADE,
    experience_id {uuid} NOT NULL,
    PRIMARY KEY (project_id, experience_id)
);
CREATE INDEX project_experience_back ON project_experience (experience_id, project_id);

CREATE TABLE role_term (
    id {uuid} PRIMARY KEY,
    project_id {uuid} NOT NULL REFERENCES project (id) ON DELETE CASCADE,
    role TEXT NOT NULL CHECK (role IN ('LEADER', 'PROCESS_LEADER', 'COORDINATOR', 'ADMINISTRATOR', 'COMMUNICATOR', 'EVALUATOR', 'EXPERT', 'OTHER')),
    title TEXT,
    person_id {uuid} REFERENCES person (id),
    name_text TEXT,
    organisation_id {uuid} REFERENCES organisation (id),
    is_acting BOOLEAN NOT NULL,
    fte_percent INTEGER,
    starts_on {date},
    ends_on {date},
    starts_text TEXT,
    ends_text TEXT,
    handover_note TEXT,
    position INTEGER NOT NULL,
    CHECK (person_id IS NOT NULL OR name_text IS NOT NULL),
    CHECK (fte_percent IS NULL OR fte_percent BETWEEN 0 AND 100),
    CHECK (starts_on IS NULL OR ends_on IS NULL OR starts_on < ends_on)
);
CREATE INDEX role_term_project ON role_term (project_id, position);
CREATE INDEX role_term_person ON role_term (person_id);

CREATE TABLE governing_body (
    id {uuid} PRIMARY KEY,
    project_id {uuid} NOT NULL REFERENCES project (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    position INTEGER NOT NULL
);
CREATE INDEX governing_body_project ON governing_body (project_id, position);

CREATE TABLE body_seat (
    id {uuid} PRIMARY KEY,
    project_id {uuid} NOT NULL REFERENCES project (id) ON DELETE CASCADE,
    body_id {uuid} NOT NULL REFERENCES governing_body (id) ON DELETE CASCADE,
    organisation_id {uuid} REFERENCES organisation (id),
    organisation_text TEXT,
    is_chair BOOLEAN NOT NULL,
    position INTEGER NOT NULL,
    CHECK (organisation_id IS NOT NULL OR organisation_text IS NOT NULL)
);
CREATE INDEX body_seat_project ON body_seat (project_id, position);
CREATE INDEX body_seat_organisation ON body_seat (organisation_id);
-- One chairs.
CREATE UNIQUE INDEX body_seat_chair ON body_seat (body_id) WHERE is_chair;

CREATE TABLE seat_term (
    id {uuid} PRIMARY KEY,
    project_id {uuid} NOT NULL REFERENCES project (id) ON DELETE CASCADE,
    seat_id {uuid} NOT NULL REFERENCES body_seat (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    person_id {uuid} REFERENCES person (id),
    name_text TEXT,
    starts_on {date},
    ends_on {date},
    is_over BOOLEAN NOT NULL,
    note TEXT,
    CHECK (person_id IS NOT NULL OR name_text IS NOT NULL),
    CHECK (starts_on IS NULL OR ends_on IS NULL OR starts_on < ends_on)
);
CREATE INDEX seat_term_project ON seat_term (project_id, number);
CREATE INDEX seat_term_person ON seat_term (person_id);
CREATE UNIQUE INDEX seat_term_number ON seat_term (seat_id, number);
-- Nobody holds a seat beside whoever holds it still.
CREATE UNIQUE INDEX seat_term_open ON seat_term (seat_id) WHERE ends_on IS NULL AND NOT is_over;

CREATE TABLE goal (
    id {uuid} PRIMARY KEY,
    project_id {uuid} NOT NULL REFERENCES project (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    code {sort},
    kind TEXT CHECK (kind IN ('EFFECT', 'RESULT', 'QUALITATIVE')),
    area TEXT,
    text TEXT NOT NULL,
    baseline {double},
    target_min {double},
    target_max {double},
    unit TEXT,
    due_on {date},
    due_text TEXT,
    per_locality BOOLEAN NOT NULL,
    CHECK (target_min IS NULL OR target_max IS NULL OR target_min <= target_max)
);
CREATE INDEX goal_project ON goal (project_id, position);
CREATE UNIQUE INDEX goal_code ON goal (project_id, code) WHERE code IS NOT NULL;

CREATE TABLE goal_assessment (
    id {uuid} PRIMARY KEY,
    project_id {uuid} NOT NULL REFERENCES project (id) ON DELETE CASCADE,
    goal_id {uuid} NOT NULL REFERENCES goal (id) ON DELETE CASCADE,
    assessor TEXT NOT NULL CHECK (assessor IN ('PROJECT', 'EVALUATOR', 'FUNDER')),
    number INTEGER NOT NULL,
    is_current BOOLEAN NOT NULL,
    verdict TEXT CHECK (verdict IN ('MET', 'PARTLY', 'FOUNDATION_LAID', 'NOT_MET', 'NOT_MEASURABLE')),
    reason TEXT NOT NULL,
    evidence TEXT,
    assessed_on {date},
    assessed_text TEXT,
    recorded_at {instant} NOT NULL,
    CHECK (number >= 1)
);
CREATE INDEX goal_assessment_project ON goal_assessment (project_id, number);
CREATE UNIQUE INDEX goal_assessment_number ON goal_assessment (goal_id, assessor, number);
-- Each assessor has one opinion at a time.
CREATE UNIQUE INDEX goal_assessment_current ON goal_assessment (goal_id, assessor) WHERE is_current;

CREATE TABLE indicator (
    id {uuid} PRIMARY KEY,
    project_id {uuid} NOT NULL REFERENCES project (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    goal_id {uuid} REFERENCES goal (id) ON DELETE SET NULL,
    name TEXT NOT NULL,
    unit TEXT,
    note TEXT
);
CREATE INDEX indicator_project ON indicator (project_id, position);

CREATE TABLE indicator_value (
    id {uuid} PRIMARY KEY,
    project_id {uuid} NOT NULL REFERENCES project (id) ON DELETE CASCADE,
    indicator_id {uuid} NOT NULL REFERENCES indicator (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    starts_on {date},
    ends_on {date},
    period_text TEXT,
    women INTEGER,
    men INTEGER,
    other INTEGER,
    unknown INTEGER,
    total INTEGER,
    basis TEXT NOT NULL CHECK (basis IN ('REPORTED', 'DERIVED')),
    confidence TEXT CHECK (confidence IN ('HIGH', 'MEDIUM', 'LOW')),
    note TEXT,
    CHECK (women IS NULL OR women >= 0),
    CHECK (men IS NULL OR men >= 0),
    CHECK (other IS NULL OR other >= 0),
    CHECK (unknown IS NULL OR unknown >= 0),
    CHECK (total IS NULL OR total >= COALESCE(women, 0) + COALESCE(men, 0) + COALESCE(other, 0) + COALESCE(unknown, 0))
);
CREATE INDEX indicator_value_project ON indicator_value (project_id, position);
CREATE UNIQUE INDEX indicator_value_position ON indicator_value (indicator_id, position);

CREATE TABLE activity (
    id {uuid} PRIMARY KEY,
    project_id {uuid} NOT NULL REFERENCES project (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    code {sort},
    title TEXT NOT NULL,
    description TEXT,
    starts_on {date},
    ends_on {date},
    estimated_cost {json},
    actual_cost {json},
    CHECK (starts_on IS NULL OR ends_on IS NULL OR starts_on <= ends_on)
);
CREATE INDEX activity_project ON activity (project_id, position);
CREATE UNIQUE INDEX activity_code ON activity (project_id, code) WHERE code IS NOT NULL;

CREATE TABLE activity_goal (
    activity_id {uuid} NOT NULL REFERENCES activity (id) ON DELETE CASCADE,
    goal_id {uuid} NOT NULL REFERENCES goal (id) ON DELETE CASCADE,
    project_id {uuid} NOT NULL REFERENCES project (id) ON DELETE CASCADE,
    PRIMARY KEY (activity_id, goal_id)
);
CREATE INDEX activity_goal_project ON activity_goal (project_id);

CREATE TABLE activity_progress (
    id {uuid} PRIMARY KEY,
    project_id {uuid} NOT NULL REFERENCES project (id) ON DELETE CASCADE,
    activity_id {uuid} NOT NULL REFERENCES activity (id) ON DELETE CASCADE,
    percent INTEGER NOT NULL,
    as_of {date} NOT NULL,
    reason TEXT,
    CHECK (percent BETWEEN 0 AND 100)
);
CREATE INDEX activity_progress_project ON activity_progress (project_id, as_of);
CREATE UNIQUE INDEX activity_progress_day ON activity_progress (activity_id, as_of);

CREATE TABLE change_request (
    id {uuid} PRIMARY KEY,
    project_id {uuid} NOT NULL REFERENCES project (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    what TEXT NOT NULL,
    reason TEXT,
    status TEXT NOT NULL CHECK (status IN ('REQUESTED', 'APPROVED', 'REJECTED')),
    requested_on {date},
    decided_on {date},
    decision TEXT
);
CREATE INDEX change_request_project ON change_request (project_id, position);

CREATE TABLE project_report (
    id {uuid} PRIMARY KEY,
    project_id {uuid} NOT NULL REFERENCES project (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('STATUS', 'FINAL', 'ACCOUNTS', 'EVALUATION', 'LEARNING')),
    title TEXT NOT NULL,
    summary TEXT,
    author_text TEXT,
    starts_on {date},
    ends_on {date},
    status TEXT NOT NULL CHECK (status IN ('DRAFT', 'SUBMITTED', 'RETURNED', 'ACCEPTED')),
    submitted_on {date},
    decided_on {date},
    answer TEXT,
    document_id {uuid}
);
CREATE INDEX project_report_project ON project_report (project_id, position);

CREATE TABLE agreement (
    id {uuid} PRIMARY KEY,
    locale TEXT NOT NULL,
    title {json} NOT NULL,
    title_sort {sort} NOT NULL,
    title_fold {sort} NOT NULL,
    country_code {sort},
    kind TEXT NOT NULL CHECK (kind IN ('COOPERATION', 'LETTER_OF_INTENT', 'SUPPLEMENT', 'MEMBERSHIP', 'OTHER')),
    kind_text TEXT,
    status TEXT NOT NULL CHECK (status IN ('DRAFT', 'NEGOTIATION', 'SIGNED', 'ACTIVE', 'EXPIRED', 'TERMINATED', 'RENEWED')),
    subject TEXT,
    starts_on {date},
    ends_on {date},
    starts_text TEXT,
    ends_text TEXT,
    signed_on {date},
    signed_text TEXT,
    sort_on {date} NOT NULL,
    programme_id {uuid},
    project_id {uuid} REFERENCES project (id),
    base_agreement_id {uuid} REFERENCES agreement (id),
    base_agreement_text TEXT,
    target_min INTEGER,
    target_max INTEGER,
    due_on {date},
    due_text TEXT,
    areas_count INTEGER,
    note TEXT,
    origin_text TEXT,
    visibility TEXT NOT NULL CHECK (visibility IN ('PUBLIC', 'REGISTERED', 'NETWORK', 'ORGANISATION', 'RESTRICTED')),
    audience_id {uuid} NOT NULL,
    editors_id {uuid} NOT NULL,
    published_at {instant},
    source TEXT,
    origin TEXT NOT NULL CHECK (origin IN ('SAMPLE', 'DEMO', 'IMPORT', 'LOCAL')),
    version BIGINT NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CHECK (starts_on IS NULL OR ends_on IS NULL OR starts_on <= ends_on),
    CHECK (target_min IS NULL OR target_max IS NULL OR target_min <= target_max),
    CHECK (base_agreement_id IS NULL OR base_agreement_id <> id)
);
CREATE INDEX agreement_sort ON agreement (title_sort, id);
CREATE INDEX agreement_end ON agreement (ends_on, id);
CREATE INDEX agreement_start ON agreement (sort_on, id);
CREATE INDEX agreement_updated ON agreement (updated_at, id);
CREATE INDEX agreement_programme ON agreement (programme_id, title_sort, id);
CREATE INDEX agreement_project ON agreement (project_id, title_sort, id);

CREATE TABLE agreement_party (
    id {uuid} PRIMARY KEY,
    agreement_id {uuid} NOT NULL REFERENCES agreement (id) ON DELETE CASCADE,
    organisation_id {uuid} REFERENCES organisation (id),
    name_text TEXT,
    position INTEGER NOT NULL,
    signed_on {date},
    signed_by TEXT,
    CHECK (organisation_id IS NOT NULL OR name_text IS NOT NULL)
);
CREATE UNIQUE INDEX agreement_party_key ON agreement_party (agreement_id, organisation_id) WHERE organisation_id IS NOT NULL;
CREATE INDEX agreement_party_agreement ON agreement_party (agreement_id, position);
CREATE INDEX agreement_party_organisation ON agreement_party (organisation_id, agreement_id);

CREATE TABLE agreement_area (
    id {uuid} PRIMARY KEY,
    agreement_id {uuid} NOT NULL REFERENCES agreement (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    text TEXT NOT NULL
);
CREATE INDEX agreement_area_agreement ON agreement_area (agreement_id, position);

-- The projects in which an organisation has a part: it owns them, pays, takes part, or holds a seat.
CREATE VIEW organisation_project (organisation_id, project_id) AS
    SELECT owner_id, id FROM project WHERE owner_id IS NOT NULL
    UNION SELECT party.organisation_id, party.subject_id FROM party JOIN project ON project.id = party.subject_id
        WHERE party.organisation_id IS NOT NULL
    UNION SELECT organisation_id, project_id FROM body_seat WHERE organisation_id IS NOT NULL;
" }
