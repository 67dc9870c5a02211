//! Stored files: what is known of each, and the text found in it, which lists never read.

crate::migration! { r"
CREATE TABLE stored_file (
    id {uuid} PRIMARY KEY,
    uploader_id {uuid} REFERENCES person (id),
    key {uuid} NOT NULL,
    name TEXT NOT NULL CHECK (name <> ''),
    media_type TEXT NOT NULL,
    size BIGINT NOT NULL CHECK (size > 0),
    sha256 TEXT NOT NULL CHECK (LENGTH(sha256) = 64),
    text_state TEXT NOT NULL CHECK (text_state IN ('NONE', 'EXTRACTED', 'EMPTY', 'UNREADABLE', 'TOO_LARGE')),
    created_at {instant} NOT NULL,
    claimed_at {instant},
    -- Whoever uploads a file claims it later; an imported one is claimed from the start.
    CHECK (claimed_at IS NOT NULL OR uploader_id IS NOT NULL)
);
CREATE UNIQUE INDEX stored_file_key ON stored_file (key);
CREATE INDEX stored_file_unclaimed ON stored_file (created_at) WHERE claimed_at IS NULL;

CREATE TABLE file_text (
    file_id {uuid} PRIMARY KEY REFERENCES stored_file (id),
    text TEXT NOT NULL
);
" }
