WITH {viewer}, hit AS MATERIALIZED (
  SELECT * FROM (
    (SELECT 1.0 AS score, id, kind, place FROM search_entry WHERE {seen} AND kind IN ('Document', 'Experience') AND words @@ ($1::text)::tsquery ORDER BY place + 0 DESC LIMIT 20)
    UNION ALL (SELECT 0.75, id, kind, place FROM search_entry WHERE {seen} AND kind IN ('Document', 'Experience') AND words @@ ($2::text)::tsquery ORDER BY place + 0 DESC LIMIT 20)
    UNION ALL (SELECT 0.5, id, kind, place FROM search_entry WHERE {seen} AND kind IN ('Document', 'Experience') AND words @@ ($3::text)::tsquery ORDER BY place + 0 DESC LIMIT 20)
    UNION ALL (SELECT 0.25, id, kind, place FROM search_entry WHERE {seen} AND kind IN ('Document', 'Experience') AND words @@ ($4::text)::tsquery ORDER BY place + 0 DESC LIMIT 20)
  ) AS tiers LIMIT 20
)
SELECT json_build_object('search', json_build_object('nodes', (
  SELECT coalesce(json_agg(json_build_object('kind', upper(hit.kind), 'score', hit.score, 'node', CASE hit.kind
    WHEN 'Document' THEN (SELECT json_build_object('documentTitle', json_build_object('text', title ->> locale)) FROM document WHERE document.id = hit.id)
    ELSE (SELECT json_build_object('experienceTitle', json_build_object('text', title ->> locale)) FROM experience WHERE experience.id = hit.id)
    END) ORDER BY hit.score DESC, hit.place DESC), '[]'::json) FROM hit)))::text
