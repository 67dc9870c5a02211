//! People: invitations by mail to belong to an organisation.

crate::migration! { r"
CREATE TABLE invitation (
    id {uuid} PRIMARY KEY,
    organisation_id {uuid} NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    email {sort} NOT NULL,
    locale TEXT,
    category TEXT NOT NULL CHECK (category IN ('POLITICIAN', 'OFFICIAL', 'VOLUNTEER', 'CONSULTANT', 'RESEARCHER')),
    role TEXT NOT NULL CHECK (role IN ('MEMBER', 'EDITOR', 'ADMIN')),
    title TEXT,
    inviter_id {uuid} REFERENCES person (id) ON DELETE SET NULL,
    hash TEXT,
    expires_at {instant} NOT NULL,
    accepted_at {instant},
    accepted_by_id {uuid} REFERENCES person (id) ON DELETE SET NULL,
    revoked_at {instant},
    version BIGINT NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CHECK (accepted_at IS NULL OR revoked_at IS NULL)
);
CREATE UNIQUE INDEX invitation_hash ON invitation (hash);
CREATE UNIQUE INDEX invitation_open ON invitation (organisation_id, email) WHERE accepted_at IS NULL AND revoked_at IS NULL;
CREATE INDEX invitation_organisation ON invitation (organisation_id, id);
CREATE INDEX invitation_inviter ON invitation (inviter_id);
CREATE INDEX invitation_accepted_by ON invitation (accepted_by_id);
" }
