//! Seminars: what collides, and how much that matters.

crate::migration! { r"
ALTER TABLE seminar ADD COLUMN venue_capacity INTEGER CHECK (venue_capacity > 0);
ALTER TABLE agenda_item ADD COLUMN speaker_id {uuid} REFERENCES person (id);
CREATE INDEX agenda_item_speaker ON agenda_item (speaker_id) WHERE speaker_id IS NOT NULL;
CREATE INDEX seminar_start ON seminar (starts_at) WHERE starts_at IS NOT NULL;

CREATE TABLE conflict_level (
    id {uuid} PRIMARY KEY,
    network_id {uuid} REFERENCES network (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('ROOM_OVERLAP', 'ROOM_TOO_SMALL', 'SPEAKER_OVERLAP', 'TRAVEL_BUFFER', 'HOLIDAY', 'NETWORK_CLASH')),
    level TEXT NOT NULL CHECK (level IN ('BLOCK_SAVE', 'BLOCK_PUBLISH', 'WARN', 'IGNORE')),
    minutes INTEGER CHECK (minutes BETWEEN 0 AND 1440),
    version BIGINT NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL
);
-- One level a kind: of each network, and of the platform.
CREATE UNIQUE INDEX conflict_level_network ON conflict_level (network_id, kind) WHERE network_id IS NOT NULL;
CREATE UNIQUE INDEX conflict_level_platform ON conflict_level (kind) WHERE network_id IS NULL;
" }
