WITH {viewer}
SELECT json_object('municipality', (
  SELECT json_object('name', municipality.name, 'networks', json_object('nodes', (
    SELECT json_group_array(json_object('name', json_object('text', page.name ->> page.locale), 'seminars', json_object('nodes', (
      SELECT json_group_array(json_object('title', json_object('text', few_seminars.title ->> few_seminars.locale), 'registrations', json_object('nodes', (
        SELECT json_group_array(json_object('status', first.status,
          'organisation', (SELECT json_object('name', organisation.name) FROM organisation WHERE organisation.id = first.organisation_id)))
        FROM (SELECT status, organisation_id FROM registration WHERE registration.seminar_id = few_seminars.id AND (audience_id IN {ids} OR person_id = {person})
          ORDER BY joined_at, id LIMIT 10) AS first))))
      FROM (SELECT seminar.id, title, locale FROM seminar_network JOIN seminar ON seminar.id = seminar_network.seminar_id
        WHERE seminar_network.network_id = page.id AND seminar.audience_id IN {ids} ORDER BY sort_at, seminar.id LIMIT 5) AS few_seminars))))
    FROM (SELECT network.id, network.locale, network.name FROM network WHERE network.audience_id IN {ids} AND network.id IN (
        SELECT network_id FROM network_membership JOIN organisation ON organisation.id = organisation_id
        WHERE organisation.municipality_id = municipality.id AND network_membership.status = 'ACTIVE')
      ORDER BY network.name_sort, network.id LIMIT 20) AS page)))
  FROM municipality WHERE country_code = ?1 AND code = ?2 AND valid_to IS NULL))
