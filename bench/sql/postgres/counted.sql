WITH {viewer}
SELECT json_build_object('documents', json_build_object(
  'totalCount', (SELECT count(*) FROM document WHERE {seen} AND kind IN ($1::text, $2::text)),
  'nodes', (SELECT coalesce(json_agg(json_build_object('id', 'Document_' || translate(encode(uuid_send(id), 'base64'), '+/=', '-_'),
    'title', json_build_object('text', title ->> locale)) ORDER BY sort_on DESC, id DESC), '[]'::json)
    FROM (SELECT id, title, locale, sort_on FROM document WHERE {seen} AND kind IN ($1::text, $2::text)
      ORDER BY sort_on DESC, id DESC LIMIT 20) AS page)))::text
