//! People: who they are at other providers, and what is under way between there and here.

crate::migration! { r"
CREATE TABLE external_identity (
    id {uuid} PRIMARY KEY,
    account_id {uuid} NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    created_at {instant} NOT NULL,
    last_used_at {instant}
);
CREATE UNIQUE INDEX external_identity_subject ON external_identity (issuer, subject);
CREATE INDEX external_identity_account ON external_identity (account_id);

CREATE TABLE identity_ticket (
    id {uuid} PRIMARY KEY,
    purpose TEXT NOT NULL CHECK (purpose IN ('SIGN_IN', 'LINK')),
    account_id {uuid} REFERENCES account (id) ON DELETE CASCADE,
    hash TEXT NOT NULL,
    sealed TEXT NOT NULL,
    expires_at {instant} NOT NULL
);
CREATE UNIQUE INDEX identity_ticket_hash ON identity_ticket (hash);
CREATE INDEX identity_ticket_account ON identity_ticket (account_id);
CREATE INDEX identity_ticket_expires ON identity_ticket (expires_at);
" }
