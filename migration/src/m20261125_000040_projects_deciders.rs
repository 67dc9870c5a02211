//! Projects: who decides on what was handed in is kept with it, and since when a seat is there.

crate::migration! { r"
-- The audience of those who decide, as it was when it was handed in.
ALTER TABLE project_report ADD COLUMN deciders_id {uuid};
ALTER TABLE project_report ADD COLUMN submitted_by_id {uuid};
ALTER TABLE change_request ADD COLUMN deciders_id {uuid};
ALTER TABLE change_request ADD COLUMN requested_by_id {uuid};
UPDATE project_report SET deciders_id = (SELECT approvers_id FROM project WHERE project.id = project_report.project_id)
    WHERE status <> 'DRAFT';
UPDATE change_request SET deciders_id = (SELECT approvers_id FROM project WHERE project.id = change_request.project_id);

ALTER TABLE body_seat ADD COLUMN starts_on {date};
" }
