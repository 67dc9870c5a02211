WITH {viewer}
SELECT json_build_object('seminar', (
  SELECT json_build_object('id', 'Seminar_' || translate(encode(uuid_send(id), 'base64'), '+/=', '-_'),
    'title', json_build_object('text', title ->> locale), 'description', json_build_object('text', description ->> locale),
    'state', state, 'startsAt', to_char(starts_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'registrationCount', confirmed_count)
  FROM seminar WHERE id = $1::text::uuid AND audience_id = ANY ({ids})))::text
