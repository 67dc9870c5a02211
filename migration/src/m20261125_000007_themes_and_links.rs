//! Themes, and the pairs that tie things of every kind to themes, networks and municipalities.

crate::migration! { r"
CREATE TABLE theme (
    id {uuid} PRIMARY KEY,
    code {sort} NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('TOPIC', 'SUSTAINABLE_DEVELOPMENT_GOAL')),
    number INTEGER,
    name {json} NOT NULL,
    name_fold {sort} NOT NULL,
    description {json},
    parent_id {uuid} REFERENCES theme (id),
    position INTEGER NOT NULL,
    source TEXT,
    origin TEXT NOT NULL CHECK (origin IN ('SAMPLE', 'DEMO', 'IMPORT', 'LOCAL')),
    version BIGINT NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CHECK (parent_id IS NULL OR parent_id <> id),
    CHECK ((kind = 'SUSTAINABLE_DEVELOPMENT_GOAL') = (number IS NOT NULL)),
    CHECK (number IS NULL OR number BETWEEN 1 AND 17)
);
CREATE UNIQUE INDEX theme_code ON theme (code);
CREATE UNIQUE INDEX theme_number ON theme (number);
CREATE INDEX theme_position ON theme (position, id);
CREATE INDEX theme_parent ON theme (parent_id, position, id);

-- The subject is the row that bears the theme: a network, a document, an experience …
CREATE TABLE theme_link (
    subject_id {uuid} NOT NULL,
    theme_id {uuid} NOT NULL REFERENCES theme (id),
    PRIMARY KEY (subject_id, theme_id)
);
CREATE INDEX theme_link_back ON theme_link (theme_id, subject_id);

-- What is shared in a network: documents, experiences, projects …
CREATE TABLE network_share (
    subject_id {uuid} NOT NULL,
    network_id {uuid} NOT NULL REFERENCES network (id),
    PRIMARY KEY (subject_id, network_id)
);
CREATE INDEX network_share_back ON network_share (network_id, subject_id);

-- Which municipalities something is about.
CREATE TABLE municipality_link (
    subject_id {uuid} NOT NULL,
    municipality_id {uuid} NOT NULL REFERENCES municipality (id),
    position INTEGER NOT NULL,
    PRIMARY KEY (subject_id, municipality_id)
);
CREATE INDEX municipality_link_back ON municipality_link (municipality_id, subject_id);
" }
