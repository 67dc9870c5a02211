WITH {viewer}, hit AS MATERIALIZED (
  SELECT * FROM (
    SELECT * FROM (SELECT 1.0 AS score, id, kind FROM search_index JOIN search_entry ON search_entry.place = search_index.rowid WHERE search_index MATCH ?1 AND audience_id IN {ids} AND +kind IN ('Document', 'Experience') ORDER BY search_index.rowid DESC LIMIT 20)
    UNION ALL SELECT * FROM (SELECT 0.75, id, kind FROM search_index JOIN search_entry ON search_entry.place = search_index.rowid WHERE search_index MATCH ?2 AND audience_id IN {ids} AND +kind IN ('Document', 'Experience') ORDER BY search_index.rowid DESC LIMIT 20)
    UNION ALL SELECT * FROM (SELECT 0.5, id, kind FROM search_index JOIN search_entry ON search_entry.place = search_index.rowid WHERE search_index MATCH ?3 AND audience_id IN {ids} AND +kind IN ('Document', 'Experience') ORDER BY search_index.rowid DESC LIMIT 20)
    UNION ALL SELECT * FROM (SELECT 0.25, id, kind FROM search_index JOIN search_entry ON search_entry.place = search_index.rowid WHERE search_index MATCH ?4 AND audience_id IN {ids} AND +kind IN ('Document', 'Experience') ORDER BY search_index.rowid DESC LIMIT 20)
  ) LIMIT 20
)
SELECT json_object('search', json_object('nodes', (
  SELECT json_group_array(json_object('kind', upper(hit.kind), 'score', hit.score, 'node', CASE hit.kind
    WHEN 'Document' THEN (SELECT json_object('documentTitle', json_object('text', title ->> locale)) FROM document WHERE document.id = hit.id)
    ELSE (SELECT json_object('experienceTitle', json_object('text', title ->> locale)) FROM experience WHERE experience.id = hit.id) END)) FROM hit)))
