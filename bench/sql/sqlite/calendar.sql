WITH {viewer}, page AS MATERIALIZED (
  SELECT id, title, locale, mode, starts_at, lead_organisation_id FROM seminar
  WHERE audience_id IN {ids} AND sort_at >= ?2 AND sort_at < ?3 AND (sort_at, id) > (?4, unhex(?5))
    AND (lead_organisation_id IN (SELECT id FROM organisation WHERE country_code = ?1)
      OR venue_municipality_id IN (SELECT id FROM municipality WHERE country_code = ?1)
      OR id IN (SELECT seminar_id FROM seminar_municipality JOIN municipality ON municipality.id = municipality_id WHERE country_code = ?1))
  ORDER BY sort_at, id LIMIT 21
)
SELECT json_object('seminars', json_object(
  'nodes', (SELECT json_group_array(json_object('id', global_id('Seminar', id), 'title', json_object('text', title ->> locale), 'mode', mode,
    'startsAt', replace(starts_at, '+00:00', 'Z'),
    'host', (SELECT json_object('name', name) FROM organisation WHERE organisation.id = lead_organisation_id)))
    FROM (SELECT * FROM page LIMIT 20)),
  'pageInfo', json_object('hasNextPage', json(iif((SELECT count(*) FROM page) > 20, 'true', 'false')))))
