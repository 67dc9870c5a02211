//! Seminars: the programme, project or prize that a seminar belongs to.

crate::migration! { r"
ALTER TABLE seminar ADD COLUMN programme_id {uuid} REFERENCES programme (id);
ALTER TABLE seminar ADD COLUMN project_id {uuid} REFERENCES project (id);
ALTER TABLE seminar ADD COLUMN prize_id {uuid} REFERENCES prize (id);
CREATE INDEX seminar_programme ON seminar (programme_id, sort_at, id);
CREATE INDEX seminar_project ON seminar (project_id, sort_at, id);
CREATE INDEX seminar_prize ON seminar (prize_id, sort_at, id);
" }
