//! People: one-time codes of an authenticator as a second factor of signing in.

crate::migration! { r"
ALTER TABLE session ADD COLUMN strong BOOLEAN NOT NULL DEFAULT FALSE;

CREATE TABLE second_factor (
    account_id {uuid} PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
    sealed TEXT NOT NULL,
    last_step BIGINT NOT NULL,
    failures BIGINT NOT NULL,
    created_at {instant} NOT NULL,
    confirmed_at {instant}
);

CREATE TABLE recovery_code (
    id {uuid} PRIMARY KEY,
    account_id {uuid} NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    hash TEXT NOT NULL,
    used_at {instant}
);
CREATE UNIQUE INDEX recovery_code_hash ON recovery_code (hash);
CREATE INDEX recovery_code_account ON recovery_code (account_id);

CREATE TABLE sign_in_challenge (
    id {uuid} PRIMARY KEY,
    account_id {uuid} NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    hash TEXT NOT NULL,
    created_at {instant} NOT NULL,
    expires_at {instant} NOT NULL
);
CREATE UNIQUE INDEX sign_in_challenge_hash ON sign_in_challenge (hash);
CREATE INDEX sign_in_challenge_account ON sign_in_challenge (account_id);
CREATE INDEX sign_in_challenge_expires ON sign_in_challenge (expires_at);
" }
