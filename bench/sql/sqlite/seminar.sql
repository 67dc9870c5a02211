WITH {viewer}
SELECT json_object('seminar', (
  SELECT json_object('id', global_id('Seminar', id), 'title', json_object('text', title ->> locale), 'description', json_object('text', description ->> locale),
    'state', state, 'startsAt', replace(starts_at, '+00:00', 'Z'), 'registrationCount', confirmed_count)
  FROM seminar WHERE id = unhex(?1) AND audience_id IN {ids}))
