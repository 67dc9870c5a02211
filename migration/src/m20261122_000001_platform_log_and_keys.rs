//! Platform: the first tables.

crate::migration! { r"
CREATE TABLE change_log (
    seq {auto},
    tx_id {uuid} NOT NULL,
    kind TEXT NOT NULL,
    entity_id {uuid} NOT NULL,
    op TEXT NOT NULL CHECK (op IN ('UPSERT', 'REMOVE')),
    version BIGINT NOT NULL,
    audience_before {uuid},
    audience_after {uuid},
    origin TEXT NOT NULL,
    actor_id {uuid},
    at {instant} NOT NULL
);
CREATE INDEX change_log_entity ON change_log (entity_id, seq);

CREATE TABLE feed_meta (
    id INTEGER NOT NULL,
    epoch {uuid} NOT NULL,
    floor_seq BIGINT NOT NULL,
    PRIMARY KEY (id),
    CHECK (id = 1)
);

CREATE TABLE audience_link (
    audience_id {uuid} NOT NULL,
    scope_id {uuid} NOT NULL,
    min_rank INTEGER NOT NULL,
    PRIMARY KEY (audience_id, scope_id)
);
CREATE INDEX audience_link_scope ON audience_link (scope_id, min_rank, audience_id);

CREATE TABLE external_ref (
    id {uuid} PRIMARY KEY,
    system {sort} NOT NULL,
    kind TEXT NOT NULL,
    external_id {sort} NOT NULL,
    entity_id {uuid} NOT NULL,
    url TEXT
);
CREATE UNIQUE INDEX external_ref_key ON external_ref (system, kind, external_id);
CREATE INDEX external_ref_entity ON external_ref (entity_id);

CREATE TABLE signing_key (
    id {uuid} PRIMARY KEY,
    algorithm TEXT NOT NULL,
    private_pem TEXT NOT NULL,
    public_pem TEXT NOT NULL,
    created_at {instant} NOT NULL,
    retired_at {instant}
);
" }
