//! Exchange: an organisation tells once a year what came of using an experience. What it had told twice stays.

crate::migration! { r"
ALTER TABLE reuse_report ADD COLUMN reused_in INTEGER;
CREATE UNIQUE INDEX reuse_report_once ON reuse_report (experience_id, organisation_id, reused_in);
", sqlite: r"
UPDATE reuse_report SET reused_in = CAST(SUBSTR(COALESCE(reused_on, created_at), 1, 4) AS INTEGER)
WHERE NOT EXISTS (
    SELECT 1 FROM reuse_report earlier
    WHERE earlier.experience_id = reuse_report.experience_id AND earlier.organisation_id = reuse_report.organisation_id
        AND SUBSTR(COALESCE(earlier.reused_on, earlier.created_at), 1, 4) = SUBSTR(COALESCE(reuse_report.reused_on, reuse_report.created_at), 1, 4)
        AND earlier.id < reuse_report.id
);
", postgres: r"
UPDATE reuse_report SET reused_in = EXTRACT(YEAR FROM COALESCE(reused_on, (created_at AT TIME ZONE 'UTC')::DATE))::INTEGER
WHERE NOT EXISTS (
    SELECT 1 FROM reuse_report earlier
    WHERE earlier.experience_id = reuse_report.experience_id AND earlier.organisation_id = reuse_report.organisation_id
        AND EXTRACT(YEAR FROM COALESCE(earlier.reused_on, (earlier.created_at AT TIME ZONE 'UTC')::DATE))
            = EXTRACT(YEAR FROM COALESCE(reuse_report.reused_on, (reuse_report.created_at AT TIME ZONE 'UTC')::DATE))
        AND earlier.id < reuse_report.id
);
" }
