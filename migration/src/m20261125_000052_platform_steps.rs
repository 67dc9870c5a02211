//! Platform: what was done once to the rows of this database.

crate::migration! { r"
CREATE TABLE data_step (
    name TEXT PRIMARY KEY,
    done_at {instant} NOT NULL
);
" }
