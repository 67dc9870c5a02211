WITH {viewer}
SELECT json_object('networks', json_object('nodes', json_group_array(json_object('name', json_object('text', page.name ->> page.locale),
  'seminars', json_object('nodes', (SELECT json_group_array(json_object('title', json_object('text', next.title ->> next.locale),
      'host', (SELECT json_object('name', organisation.name) FROM organisation WHERE organisation.id = next.lead_organisation_id),
      'registrationCount', next.confirmed_count))
    FROM (SELECT title, locale, lead_organisation_id, confirmed_count FROM seminar_network JOIN seminar ON seminar.id = seminar_network.seminar_id
      WHERE seminar_network.network_id = page.id AND seminar.audience_id IN {ids} AND sort_at >= ?2 ORDER BY sort_at, seminar.id LIMIT 5) AS next)),
  'documents', json_object('nodes', (SELECT json_group_array(json_object('title', json_object('text', newest.title ->> newest.locale),
      'themes', json_object('nodes', (SELECT json_group_array(json_object('code', few.code))
        FROM (SELECT code FROM theme_link JOIN theme ON theme.id = theme_link.theme_id WHERE theme_link.subject_id = newest.id ORDER BY position, theme.id LIMIT 5) AS few))))
    FROM (SELECT document.id, title, locale FROM network_share JOIN document ON document.id = network_share.subject_id
      WHERE network_share.network_id = page.id AND document.audience_id IN {ids} ORDER BY sort_on DESC, document.id DESC LIMIT 5) AS newest))))))
FROM (SELECT id, locale, name FROM network WHERE audience_id IN {ids} AND country_code = ?1 ORDER BY name_sort, id LIMIT 20) AS page
