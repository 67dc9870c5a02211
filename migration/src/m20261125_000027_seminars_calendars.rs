//! Seminars: what their entries in calendars grow by, and the secret addresses of people's own calendars.

crate::migration! { r"
ALTER TABLE seminar ADD COLUMN calendar_sequence INTEGER NOT NULL DEFAULT 0 CHECK (calendar_sequence >= 0);
ALTER TABLE seminar ADD COLUMN calendar_stamp BIGINT NOT NULL DEFAULT 0;

CREATE TABLE calendar_address (
    person_id {uuid} PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE,
    hash TEXT NOT NULL,
    created_at {instant} NOT NULL
);
CREATE UNIQUE INDEX calendar_address_hash ON calendar_address (hash);
",
sqlite: r"
UPDATE seminar SET calendar_stamp = CAST(strftime('%s', created_at) AS INTEGER) * 1000000;
",
postgres: r"
UPDATE seminar SET calendar_stamp = (EXTRACT(EPOCH FROM created_at) * 1000000)::BIGINT;
" }
