//! People: tokens for programs, of a person or of an organisation.

crate::migration! { r"
CREATE TABLE api_token (
    id {uuid} PRIMARY KEY,
    person_id {uuid} REFERENCES person (id) ON DELETE CASCADE,
    organisation_id {uuid} REFERENCES organisation (id) ON DELETE CASCADE,
    creator_id {uuid} REFERENCES person (id) ON DELETE SET NULL,
    name TEXT NOT NULL,
    scopes {json} NOT NULL,
    hash TEXT NOT NULL,
    begins_with TEXT NOT NULL,
    expires_at {instant} NOT NULL,
    last_used_at {instant},
    revoked_at {instant},
    version BIGINT NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CHECK ((person_id IS NULL) <> (organisation_id IS NULL))
);
CREATE UNIQUE INDEX api_token_hash ON api_token (hash);
CREATE INDEX api_token_person ON api_token (person_id, id);
CREATE INDEX api_token_organisation ON api_token (organisation_id, id);
CREATE INDEX api_token_creator ON api_token (creator_id);
" }
