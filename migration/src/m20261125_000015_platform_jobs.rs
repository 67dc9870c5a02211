//! The platform: jobs that wait for their time.

crate::migration! { r"
CREATE TABLE job (
    id {uuid} PRIMARY KEY,
    kind TEXT NOT NULL,
    unique_key TEXT,
    payload {json} NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('WAITING', 'DONE', 'GIVEN_UP')),
    run_at {instant} NOT NULL,
    attempts INTEGER NOT NULL,
    lease_id {uuid},
    leased_until {instant},
    last_error TEXT,
    created_at {instant} NOT NULL,
    finished_at {instant},
    CHECK ((lease_id IS NULL) = (leased_until IS NULL)),
    CHECK ((state = 'WAITING') = (finished_at IS NULL))
);
CREATE UNIQUE INDEX job_unique ON job (kind, unique_key);
CREATE INDEX job_due ON job (run_at, id) WHERE state = 'WAITING';
CREATE INDEX job_finished ON job (finished_at) WHERE state <> 'WAITING';
" }
