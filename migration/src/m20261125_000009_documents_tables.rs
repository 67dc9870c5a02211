//! Documents: what they are, their versions, and how they hang together.

crate::migration! { r"
CREATE TABLE document (
    id {uuid} PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('PLAN', 'STRATEGY', 'FINAL_REPORT', 'STATUS_REPORT', 'EVALUATION', 'AGREEMENT', 'MINUTES', 'DECISION', 'CASE_PAPER', 'MAP', 'METHOD', 'BROCHURE', 'PAGE', 'OTHER')),
    kind_text TEXT,
    locale TEXT NOT NULL,
    title {json} NOT NULL,
    title_sort {sort} NOT NULL,
    title_fold {sort} NOT NULL,
    summary {json},
    owner_id {uuid} REFERENCES organisation (id),
    publisher_id {uuid} REFERENCES organisation (id),
    publisher_seat_id {uuid} REFERENCES municipality (id),
    case_number TEXT,
    decided_by TEXT,
    decision_date {date},
    decision_section TEXT,
    when_text TEXT,
    when_earliest {date},
    when_latest {date},
    -- The day it is of: the latest it may be, else that of the decision, else that on which the record was made.
    sort_on {date} NOT NULL,
    status_text TEXT,
    valid_from {date},
    valid_to {date},
    licence TEXT,
    stated_principle_count INTEGER,
    responsible_unit TEXT,
    content_owner_id {uuid} REFERENCES person (id),
    content_owner_text TEXT,
    last_reviewed_at {instant},
    review_due_at {instant},
    visibility TEXT NOT NULL CHECK (visibility IN ('PUBLIC', 'REGISTERED', 'NETWORK', 'ORGANISATION', 'RESTRICTED')),
    published_at {instant},
    publish_at {instant},
    embargo_until {instant},
    -- Since when those it is for can see it; empty for a draft and until its embargo has passed.
    released_at {instant},
    archived_at {instant},
    audience_id {uuid} NOT NULL,
    editors_id {uuid} NOT NULL,
    source TEXT,
    origin TEXT NOT NULL CHECK (origin IN ('SAMPLE', 'DEMO', 'IMPORT', 'LOCAL')),
    version BIGINT NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CHECK (valid_from IS NULL OR valid_to IS NULL OR valid_from < valid_to),
    CHECK (when_earliest IS NULL OR when_latest IS NULL OR when_earliest <= when_latest),
    CHECK (stated_principle_count IS NULL OR stated_principle_count >= 0),
    CHECK (released_at IS NULL OR published_at IS NOT NULL),
    CHECK (archived_at IS NULL OR published_at IS NOT NULL)
);
CREATE INDEX document_sort ON document (sort_on, id);
CREATE INDEX document_title ON document (title_sort, id);
CREATE INDEX document_review ON document (review_due_at, id);
CREATE INDEX document_created ON document (created_at, id);
CREATE INDEX document_updated ON document (updated_at, id);
CREATE INDEX document_owner ON document (owner_id, sort_on, id);
CREATE INDEX document_publisher ON document (publisher_id, sort_on, id);
CREATE INDEX document_content_owner ON document (content_owner_id);
CREATE INDEX document_held_back ON document (published_at) WHERE released_at IS NULL AND published_at IS NOT NULL;

-- A section of its contents, a model or a principle that it sets out.
CREATE TABLE document_part (
    id {uuid} PRIMARY KEY,
    document_id {uuid} NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('SECTION', 'MODEL', 'PRINCIPLE')),
    position INTEGER NOT NULL,
    text TEXT NOT NULL,
    UNIQUE (document_id, kind, position)
);

-- Never changed once there, but for the audiences that it takes over from its document.
CREATE TABLE document_version (
    id {uuid} PRIMARY KEY,
    document_id {uuid} NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    number INTEGER NOT NULL CHECK (number >= 1),
    file_id {uuid} NOT NULL REFERENCES stored_file (id),
    -- What its file is, as it was when handed in: neither ever changes.
    file_name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size BIGINT NOT NULL CHECK (size >= 0),
    sha256 TEXT NOT NULL,
    stage TEXT NOT NULL CHECK (stage IN ('DRAFT', 'CONSULTATION', 'ADOPTED')),
    note TEXT,
    creator_id {uuid} REFERENCES person (id),
    audience_id {uuid} NOT NULL,
    editors_id {uuid} NOT NULL,
    version BIGINT NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL
);
CREATE UNIQUE INDEX document_version_number ON document_version (document_id, number);
CREATE UNIQUE INDEX document_version_file ON document_version (file_id);

-- The source is the appendix, the successor, the supplement, the translation or the evidence.
CREATE TABLE document_link (
    id {uuid} PRIMARY KEY,
    source_id {uuid} NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    target_id {uuid} NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('APPENDIX_OF', 'REPLACES', 'SUPPLEMENTS', 'TRANSLATES', 'EVIDENCE_FOR')),
    label TEXT,
    -- Sorts 2 before 10 and 7a before 7b.
    label_sort {sort} NOT NULL,
    -- That of its source.
    audience_id {uuid} NOT NULL,
    version BIGINT NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CHECK (source_id <> target_id)
);
CREATE UNIQUE INDEX document_link_pair ON document_link (source_id, target_id, kind);
CREATE INDEX document_link_source ON document_link (source_id, label_sort, id);
CREATE INDEX document_link_target ON document_link (target_id, label_sort, id);

-- The subject is the row that a document belongs with: an experience, a project, a programme, a seminar, an agreement …
CREATE TABLE document_attachment (
    subject_id {uuid} NOT NULL,
    document_id {uuid} NOT NULL REFERENCES document (id),
    role TEXT NOT NULL CHECK (role IN ('EVIDENCE', 'REPORT', 'MINUTES', 'AGREEMENT', 'DECISION', 'MATERIAL')),
    position INTEGER NOT NULL,
    PRIMARY KEY (subject_id, document_id, role)
);
CREATE INDEX document_attachment_back ON document_attachment (document_id, subject_id);
" }
