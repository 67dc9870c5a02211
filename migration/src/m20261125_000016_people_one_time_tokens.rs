//! People: tokens that work once, and addresses that were confirmed.

crate::migration! { r"
ALTER TABLE account ADD COLUMN email_verified_at {instant};

CREATE TABLE one_time_token (
    id {uuid} PRIMARY KEY,
    purpose TEXT NOT NULL CHECK (purpose IN ('RESET_PASSWORD', 'CONFIRM_EMAIL')),
    account_id {uuid} NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    hash TEXT NOT NULL,
    sealed TEXT,
    created_at {instant} NOT NULL,
    expires_at {instant} NOT NULL,
    used_at {instant}
);
CREATE UNIQUE INDEX one_time_token_hash ON one_time_token (hash);
CREATE INDEX one_time_token_account ON one_time_token (account_id, purpose);
CREATE INDEX one_time_token_expires ON one_time_token (expires_at);
" }
