WITH {viewer}
SELECT json_build_object('municipality', (
  SELECT json_build_object('name', municipality.name, 'networks', json_build_object('nodes', (
    SELECT coalesce(json_agg(json_build_object('name', json_build_object('text', page.name ->> page.locale),
      'seminars', json_build_object('nodes', (
        SELECT coalesce(json_agg(json_build_object('title', json_build_object('text', few_seminars.title ->> few_seminars.locale),
          'registrations', json_build_object('nodes', (
            SELECT coalesce(json_agg(json_build_object('status', first.status,
              'organisation', (SELECT json_build_object('name', organisation.name) FROM organisation WHERE organisation.id = first.organisation_id))
              ORDER BY first.joined_at, first.id), '[]'::json)
            FROM (SELECT id, status, organisation_id, joined_at FROM registration
              WHERE registration.seminar_id = few_seminars.id AND (audience_id = ANY ({ids}) OR person_id = {person})
              ORDER BY joined_at, id LIMIT 10) AS first)))
          ORDER BY few_seminars.sort_at, few_seminars.id), '[]'::json)
        FROM (SELECT seminar.id, title, locale, sort_at FROM seminar_network JOIN seminar ON seminar.id = seminar_network.seminar_id
          WHERE seminar_network.network_id = page.id AND seminar.audience_id = ANY ({ids}) ORDER BY sort_at, seminar.id LIMIT 5) AS few_seminars)))
      ORDER BY page.name_sort, page.id), '[]'::json)
    FROM (SELECT network.id, network.locale, network.name, network.name_sort FROM network
      WHERE network.audience_id = ANY ({ids}) AND network.id IN (
        SELECT network_id FROM network_membership JOIN organisation ON organisation.id = organisation_id
        WHERE organisation.municipality_id = municipality.id AND network_membership.status = 'ACTIVE')
      ORDER BY network.name_sort, network.id LIMIT 20) AS page)))
  FROM municipality WHERE country_code = $1::text AND code = $2::text AND valid_to IS NULL))::text
