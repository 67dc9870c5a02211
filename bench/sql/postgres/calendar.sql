WITH {viewer}, page AS MATERIALIZED (
  SELECT id, title, locale, mode, starts_at, lead_organisation_id, sort_at FROM seminar
  WHERE audience_id = ANY ({ids}) AND sort_at >= $2::text::timestamptz AND sort_at < $3::text::timestamptz
    AND (sort_at, id) > ($4::text::timestamptz, $5::text::uuid)
    AND (lead_organisation_id IN (SELECT id FROM organisation WHERE country_code = $1::text)
      OR venue_municipality_id IN (SELECT id FROM municipality WHERE country_code = $1::text)
      OR id IN (SELECT seminar_id FROM seminar_municipality JOIN municipality ON municipality.id = municipality_id WHERE country_code = $1::text))
  ORDER BY sort_at, id LIMIT 21
)
SELECT json_build_object('seminars', json_build_object(
  'nodes', (SELECT coalesce(json_agg(json_build_object('id', 'Seminar_' || translate(encode(uuid_send(id), 'base64'), '+/=', '-_'),
    'title', json_build_object('text', title ->> locale), 'mode', mode,
    'startsAt', to_char(starts_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
    'host', (SELECT json_build_object('name', name) FROM organisation WHERE organisation.id = lead_organisation_id))
    ORDER BY sort_at, id), '[]'::json) FROM (SELECT * FROM page ORDER BY sort_at, id LIMIT 20) AS shown),
  'pageInfo', json_build_object('hasNextPage', (SELECT count(*) > 20 FROM page))))::text
