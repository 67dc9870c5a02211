//! Seminars and series: what a change by organisers names grows with their changes only, not with registrations and votes.

crate::migration! { r"
ALTER TABLE seminar ADD COLUMN edition BIGINT NOT NULL DEFAULT 1;
UPDATE seminar SET edition = version;
ALTER TABLE seminar_series ADD COLUMN edition BIGINT NOT NULL DEFAULT 1;
UPDATE seminar_series SET edition = version;
" }
