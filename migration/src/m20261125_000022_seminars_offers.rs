//! Seminars: approval, offers that expire, priorities.

crate::migration! { r"
ALTER TABLE seminar ADD COLUMN seat_mode TEXT NOT NULL DEFAULT 'AUTO_CONFIRM' CHECK (seat_mode IN ('AUTO_CONFIRM', 'OFFER'));
ALTER TABLE seminar ADD COLUMN needs_approval BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE seat_pool ADD COLUMN offered INTEGER NOT NULL DEFAULT 0 CHECK (offered >= 0);
ALTER TABLE registration ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;
ALTER TABLE registration ADD COLUMN offer_expires_at {instant};
ALTER TABLE registration ADD COLUMN expiries INTEGER NOT NULL DEFAULT 0;
DROP INDEX registration_queue;
CREATE INDEX registration_queue ON registration (pool_id, status, priority DESC, joined_at, id);
CREATE INDEX registration_offers ON registration (offer_expires_at) WHERE status = 'OFFERED';

CREATE TABLE registration_event (
    id {uuid} PRIMARY KEY,
    registration_id {uuid} NOT NULL REFERENCES registration (id) ON DELETE CASCADE,
    seminar_id {uuid} NOT NULL REFERENCES seminar (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('APPROVED', 'DECLINED', 'REORDERED', 'OFFERED', 'OFFER_ACCEPTED', 'OFFER_DECLINED', 'OFFER_EXPIRED')),
    person_id {uuid} REFERENCES person (id),
    priority_before INTEGER,
    priority_after INTEGER,
    reason TEXT,
    at {instant} NOT NULL
);
CREATE INDEX registration_event_registration ON registration_event (registration_id, at);
CREATE INDEX registration_event_seminar ON registration_event (seminar_id, at);
" }
