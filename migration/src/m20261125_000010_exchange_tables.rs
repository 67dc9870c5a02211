//! Exchange: experiences and reports of their reuse, questions, requests and offers with their matches, comments.

crate::migration! { r"
CREATE TABLE experience (
    id {uuid} PRIMARY KEY,
    owner_id {uuid} REFERENCES organisation (id),
    author_id {uuid} REFERENCES person (id),
    submitter_id {uuid} REFERENCES person (id),
    locale TEXT NOT NULL,
    title {json} NOT NULL,
    title_sort {sort} NOT NULL,
    title_fold {sort} NOT NULL,
    challenge {json},
    approach {json},
    outcome {json},
    failures {json},
    lessons {json},
    transfer_conditions {json},
    cost {json},
    cost_text TEXT,
    starts_on {date},
    ends_on {date},
    period_text TEXT,
    maturity TEXT NOT NULL CHECK (maturity IN ('IDEA', 'TRIED', 'EVALUATED', 'ESTABLISHED')),
    state TEXT NOT NULL CHECK (state IN ('DRAFT', 'IN_REVIEW', 'PUBLISHED', 'STALE', 'ARCHIVED')),
    reuse TEXT NOT NULL CHECK (reuse IN ('OPEN', 'ASK_FIRST', 'NOT_FOR_REUSE')),
    licence TEXT,
    published_at {instant},
    reviewed_at {instant},
    review_due_at {instant},
    visibility TEXT NOT NULL CHECK (visibility IN ('PUBLIC', 'REGISTERED', 'NETWORK', 'ORGANISATION', 'RESTRICTED')),
    audience_id {uuid} NOT NULL,
    editors_id {uuid} NOT NULL,
    source TEXT,
    origin TEXT NOT NULL CHECK (origin IN ('SAMPLE', 'DEMO', 'IMPORT', 'LOCAL')),
    version BIGINT NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CHECK (starts_on IS NULL OR ends_on IS NULL OR starts_on <= ends_on),
    CHECK (state NOT IN ('PUBLISHED', 'STALE') OR published_at IS NOT NULL)
);
CREATE INDEX experience_sort ON experience (title_sort, id);
CREATE INDEX experience_published ON experience (published_at, id);
CREATE INDEX experience_owner ON experience (owner_id, title_sort, id);
CREATE INDEX experience_due ON experience (review_due_at) WHERE state = 'PUBLISHED';

CREATE TABLE experience_contact (
    id {uuid} PRIMARY KEY,
    experience_id {uuid} NOT NULL REFERENCES experience (id),
    person_id {uuid} NOT NULL REFERENCES person (id),
    role TEXT,
    position INTEGER NOT NULL
);
CREATE UNIQUE INDEX experience_contact_key ON experience_contact (experience_id, person_id);

CREATE TABLE experience_event (
    id {uuid} PRIMARY KEY,
    experience_id {uuid} NOT NULL REFERENCES experience (id),
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    person_id {uuid} REFERENCES person (id),
    reason TEXT,
    at {instant} NOT NULL
);
CREATE INDEX experience_event_experience ON experience_event (experience_id, at);

CREATE TABLE reuse_report (
    id {uuid} PRIMARY KEY,
    experience_id {uuid} NOT NULL REFERENCES experience (id),
    organisation_id {uuid} NOT NULL REFERENCES organisation (id),
    municipality_id {uuid} REFERENCES municipality (id),
    reporter_id {uuid} REFERENCES person (id),
    locale TEXT NOT NULL,
    happened TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('WORKED', 'PARTLY', 'FAILED')),
    reused_on {date},
    audience_id {uuid} NOT NULL,
    origin TEXT NOT NULL CHECK (origin IN ('SAMPLE', 'DEMO', 'IMPORT', 'LOCAL')),
    version BIGINT NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL
);
CREATE INDEX reuse_report_experience ON reuse_report (experience_id, id);
CREATE INDEX reuse_report_organisation ON reuse_report (organisation_id, id);

CREATE TABLE comment (
    id {uuid} PRIMARY KEY,
    subject_kind TEXT NOT NULL CHECK (subject_kind IN ('EXPERIENCE', 'QUESTION', 'EXCHANGE_POST')),
    subject_id {uuid} NOT NULL,
    parent_id {uuid} REFERENCES comment (id),
    depth INTEGER NOT NULL CHECK (depth BETWEEN 1 AND 5),
    author_id {uuid} REFERENCES person (id),
    body TEXT NOT NULL,
    written_at {instant} NOT NULL,
    edited_at {instant},
    deleted_at {instant},
    hidden_at {instant},
    open_reports INTEGER NOT NULL,
    audience_id {uuid} NOT NULL,
    moderators_id {uuid} NOT NULL,
    origin TEXT NOT NULL CHECK (origin IN ('SAMPLE', 'DEMO', 'IMPORT', 'LOCAL')),
    version BIGINT NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CHECK ((parent_id IS NULL) = (depth = 1))
);
CREATE INDEX comment_subject ON comment (subject_id, written_at, id);
CREATE INDEX comment_parent ON comment (parent_id, written_at, id);
CREATE INDEX comment_reported ON comment (open_reports, id) WHERE open_reports > 0;

CREATE TABLE comment_report (
    id {uuid} PRIMARY KEY,
    comment_id {uuid} NOT NULL REFERENCES comment (id),
    person_id {uuid} NOT NULL REFERENCES person (id),
    reason TEXT NOT NULL,
    at {instant} NOT NULL
);
-- A person reports a comment once.
CREATE UNIQUE INDEX comment_report_key ON comment_report (comment_id, person_id);

CREATE TABLE moderation_action (
    id {uuid} PRIMARY KEY,
    comment_id {uuid} NOT NULL REFERENCES comment (id),
    person_id {uuid} REFERENCES person (id),
    action TEXT NOT NULL CHECK (action IN ('HIDE', 'RESTORE', 'KEEP')),
    reason TEXT NOT NULL,
    at {instant} NOT NULL
);
CREATE INDEX moderation_action_comment ON moderation_action (comment_id, at);

CREATE TABLE question (
    id {uuid} PRIMARY KEY,
    asker_id {uuid} REFERENCES person (id),
    organisation_id {uuid} REFERENCES organisation (id),
    municipality_id {uuid} REFERENCES municipality (id),
    locale TEXT NOT NULL,
    title TEXT NOT NULL,
    title_sort {sort} NOT NULL,
    body TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('OPEN', 'ANSWERED', 'CLOSED')),
    accepted_answer_id {uuid} REFERENCES comment (id),
    asked_at {instant} NOT NULL,
    visibility TEXT NOT NULL CHECK (visibility IN ('PUBLIC', 'REGISTERED', 'NETWORK', 'ORGANISATION', 'RESTRICTED')),
    audience_id {uuid} NOT NULL,
    editors_id {uuid} NOT NULL,
    source TEXT,
    origin TEXT NOT NULL CHECK (origin IN ('SAMPLE', 'DEMO', 'IMPORT', 'LOCAL')),
    version BIGINT NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CHECK (status <> 'ANSWERED' OR accepted_answer_id IS NOT NULL)
);
CREATE INDEX question_asked ON question (asked_at, id);
CREATE INDEX question_organisation ON question (organisation_id, asked_at, id);
CREATE INDEX question_municipality ON question (municipality_id, asked_at, id);
CREATE INDEX question_asker ON question (asker_id);

-- Requests and offers.
CREATE TABLE exchange_post (
    id {uuid} PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('REQUEST', 'OFFER')),
    organisation_id {uuid} NOT NULL REFERENCES organisation (id),
    author_id {uuid} REFERENCES person (id),
    municipality_id {uuid} REFERENCES municipality (id),
    locale TEXT NOT NULL,
    title TEXT NOT NULL,
    title_sort {sort} NOT NULL,
    body TEXT NOT NULL,
    deadline {date},
    status TEXT NOT NULL CHECK (status IN ('OPEN', 'MATCHED', 'CLOSED', 'WITHDRAWN', 'EXPIRED')),
    posted_at {instant} NOT NULL,
    visibility TEXT NOT NULL CHECK (visibility IN ('PUBLIC', 'REGISTERED', 'NETWORK', 'ORGANISATION', 'RESTRICTED')),
    audience_id {uuid} NOT NULL,
    editors_id {uuid} NOT NULL,
    source TEXT,
    origin TEXT NOT NULL CHECK (origin IN ('SAMPLE', 'DEMO', 'IMPORT', 'LOCAL')),
    version BIGINT NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL
);
CREATE INDEX exchange_post_posted ON exchange_post (posted_at, id);
CREATE INDEX exchange_post_organisation ON exchange_post (organisation_id, posted_at, id);
CREATE INDEX exchange_post_municipality ON exchange_post (municipality_id, posted_at, id);
CREATE INDEX exchange_post_deadline ON exchange_post (deadline) WHERE status = 'OPEN';

CREATE TABLE exchange_match (
    id {uuid} PRIMARY KEY,
    request_id {uuid} NOT NULL REFERENCES exchange_post (id),
    offer_id {uuid} REFERENCES exchange_post (id),
    requesting_organisation_id {uuid} NOT NULL REFERENCES organisation (id),
    offering_organisation_id {uuid} NOT NULL REFERENCES organisation (id),
    proposed_by TEXT NOT NULL CHECK (proposed_by IN ('REQUEST', 'OFFER')),
    proposer_id {uuid} REFERENCES person (id),
    message TEXT,
    status TEXT NOT NULL CHECK (status IN ('PROPOSED', 'ACCEPTED', 'MET', 'CLOSED', 'DECLINED')),
    met_on {date},
    outcome TEXT,
    audience_id {uuid} NOT NULL,
    origin TEXT NOT NULL CHECK (origin IN ('SAMPLE', 'DEMO', 'IMPORT', 'LOCAL')),
    version BIGINT NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CHECK (request_id <> offer_id),
    CHECK (requesting_organisation_id <> offering_organisation_id)
);
-- Two organisations deal with a request once at a time.
CREATE UNIQUE INDEX exchange_match_live ON exchange_match (request_id, offering_organisation_id) WHERE status IN ('PROPOSED', 'ACCEPTED', 'MET');
CREATE INDEX exchange_match_request ON exchange_match (request_id, id);
CREATE INDEX exchange_match_offer ON exchange_match (offer_id, id);

-- The matches of each request and of each offer.
CREATE VIEW exchange_post_match (post_id, match_id) AS
    SELECT request_id, id FROM exchange_match
    UNION ALL SELECT offer_id, id FROM exchange_match WHERE offer_id IS NOT NULL;
" }
