//! Platform: who did or read what of personal data; and people who were erased.

crate::migration! { r"
CREATE TABLE audit_entry (
    id {uuid} PRIMARY KEY,
    number BIGINT NOT NULL,
    at {instant} NOT NULL,
    actor_id {uuid},
    capacity TEXT,
    action TEXT NOT NULL CHECK (action IN ('CREATED', 'CHANGED', 'REMOVED', 'READ', 'EXPORTED', 'ERASED')),
    kind TEXT NOT NULL,
    subject_id {uuid} NOT NULL,
    fields TEXT NOT NULL,
    reason TEXT,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL,
    CHECK (actor_id IS NOT NULL OR capacity IS NOT NULL)
);
CREATE UNIQUE INDEX audit_entry_number ON audit_entry (number);
CREATE UNIQUE INDEX audit_entry_previous ON audit_entry (previous_hash);
CREATE INDEX audit_entry_at ON audit_entry (at, id);
CREATE INDEX audit_entry_actor ON audit_entry (actor_id, at, id);
CREATE INDEX audit_entry_subject ON audit_entry (subject_id, at, id);

ALTER TABLE person ADD COLUMN erased_at {instant};
",
sqlite: r"
CREATE TRIGGER audit_entry_unchanged BEFORE UPDATE ON audit_entry
BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;
CREATE TRIGGER audit_entry_unremoved BEFORE DELETE ON audit_entry
BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;
CREATE TRIGGER audit_entry_unreplaced BEFORE INSERT ON audit_entry
WHEN EXISTS (SELECT 1 FROM audit_entry WHERE id = NEW.id OR number = NEW.number OR previous_hash = NEW.previous_hash)
BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;
",
postgres: r"
CREATE FUNCTION audit_entry_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the audit log is only added to'; END $$;
CREATE TRIGGER audit_entry_kept BEFORE UPDATE OR DELETE ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION audit_entry_kept();
CREATE TRIGGER audit_entry_not_emptied BEFORE TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_kept();
" }
