WITH {viewer}
SELECT json_build_object('networks', json_build_object('nodes', coalesce(json_agg(json_build_object(
  'name', json_build_object('text', page.name ->> page.locale),
  'seminars', json_build_object('nodes', seminars.nodes), 'documents', json_build_object('nodes', documents.nodes))
  ORDER BY page.name_sort, page.id), '[]'::json)))::text
FROM (SELECT id, locale, name, name_sort FROM network WHERE audience_id = ANY ({ids}) AND country_code = $1::text ORDER BY name_sort, id LIMIT 20) AS page
CROSS JOIN LATERAL (
  SELECT coalesce(json_agg(json_build_object('title', json_build_object('text', next.title ->> next.locale),
    'host', (SELECT json_build_object('name', organisation.name) FROM organisation WHERE organisation.id = next.lead_organisation_id),
    'registrationCount', next.confirmed_count) ORDER BY next.sort_at, next.id), '[]'::json) AS nodes
  FROM (SELECT seminar.id, title, locale, lead_organisation_id, confirmed_count, sort_at
    FROM seminar_network JOIN seminar ON seminar.id = seminar_network.seminar_id
    WHERE seminar_network.network_id = page.id AND seminar.audience_id = ANY ({ids}) AND sort_at >= $2::text::timestamptz
    ORDER BY sort_at, seminar.id LIMIT 5) AS next
) AS seminars
CROSS JOIN LATERAL (
  SELECT coalesce(json_agg(json_build_object('title', json_build_object('text', newest.title ->> newest.locale),
    'themes', json_build_object('nodes', (
      SELECT coalesce(json_agg(json_build_object('code', few.code) ORDER BY few.position, few.id), '[]'::json)
      FROM (SELECT theme.id, code, position FROM theme_link JOIN theme ON theme.id = theme_link.theme_id
        WHERE theme_link.subject_id = newest.id ORDER BY position, theme.id LIMIT 5) AS few)))
    ORDER BY newest.sort_on DESC, newest.id DESC), '[]'::json) AS nodes
  FROM (SELECT document.id, title, locale, sort_on
    FROM network_share JOIN document ON document.id = network_share.subject_id
    WHERE network_share.network_id = page.id AND document.audience_id = ANY ({ids})
    ORDER BY sort_on DESC, document.id DESC LIMIT 5) AS newest
) AS documents
