//! Search: what is found, and the words by which. Each database indexes the words in its own way.

crate::migration! { r"
-- One row a thing. `place` is its date and then some bits of its id: the newest stand last.
CREATE TABLE search_entry (
    place {key},
    id {uuid} NOT NULL,
    kind TEXT NOT NULL,
    audience_id {uuid} NOT NULL,
    locale TEXT NOT NULL,
    country_code TEXT,
    themes TEXT NOT NULL,
    dated_at {instant} NOT NULL,
    version BIGINT NOT NULL,
    updated_at {instant} NOT NULL
);
CREATE UNIQUE INDEX search_entry_id ON search_entry (id);
CREATE INDEX search_entry_kind ON search_entry (kind, id);

-- How the index was built; another answer than this binary's has it built anew.
CREATE TABLE search_state (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    built_as TEXT NOT NULL
);
",
sqlite: r"
CREATE VIRTUAL TABLE search_index USING fts5 (words, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii');
",
postgres: r"
ALTER TABLE search_entry ADD COLUMN words tsvector NOT NULL;
-- Long ones leave the row uncompressed, so that a scan of many rows reads few pages.
ALTER TABLE search_entry ALTER COLUMN words SET STORAGE EXTERNAL;
-- A planner that knows common words would rather read every row, and then the words of each; this one knows none.
ALTER TABLE search_entry ALTER COLUMN words SET STATISTICS 0;
CREATE INDEX search_entry_words ON search_entry USING gin (words) WITH (fastupdate = on, gin_pending_list_limit = 512);
" }
