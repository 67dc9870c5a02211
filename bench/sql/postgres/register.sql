WITH {viewer}, chosen AS MATERIALIZED (
  SELECT seminar.id, organisers_id FROM seminar
  WHERE id = $1::text::uuid AND audience_id = ANY ({ids}) AND state IN ('SCHEDULED', 'OPEN') AND starts_at > now()
    AND (registration_opens_at IS NULL OR registration_opens_at <= now()) AND (registration_closes_at IS NULL OR registration_closes_at > now())
    AND NOT EXISTS (SELECT FROM registration WHERE registration.seminar_id = seminar.id AND registration.person_id = {person}
      AND status IN ('REQUESTED', 'CONFIRMED', 'WAITLISTED', 'OFFERED', 'ATTENDED', 'NO_SHOW'))
  FOR UPDATE
), seat AS (
  UPDATE seat_pool SET confirmed = confirmed + 1 FROM chosen
  WHERE seat_pool.seminar_id = chosen.id AND waiting = 0 AND (capacity IS NULL OR confirmed + offered < capacity)
  RETURNING seat_pool.id, seat_pool.kind, chosen.id AS seminar_id, chosen.organisers_id
), made AS (
  INSERT INTO registration (id, seminar_id, pool_id, person_id, organisation_id, organisation_name, title, status, priority, joined_at, is_listed,
    audience_id, organisers_id, expiries, check_in_code, version, created_at, updated_at)
  SELECT gen_random_uuid(), seat.seminar_id, seat.id, {person}, own.organisation_id, own.name, own.title, 'CONFIRMED', 0, now(), FALSE,
    seat.organisers_id, seat.organisers_id, 0, substr(md5(random()::text), 1, 8), 1, now(), now()
  FROM seat LEFT JOIN LATERAL (SELECT affiliation.organisation_id, organisation.name, affiliation.title FROM affiliation
    JOIN organisation ON organisation.id = affiliation.organisation_id WHERE affiliation.person_id = {person} AND affiliation.organisation_id = $2::text::uuid) AS own ON TRUE
  RETURNING id, status, seminar_id, organisers_id
), counted AS (
  UPDATE seminar SET confirmed_count = confirmed_count + 1, version = version + 1, updated_at = now() FROM made WHERE seminar.id = made.seminar_id
  RETURNING seminar.id, seminar.version, seminar.audience_id
), logged AS (
  INSERT INTO change_log (tx_id, kind, entity_id, op, version, audience_before, audience_after, origin, actor_id, at)
  SELECT made.id, 'Registration', made.id, 'UPSERT', 1, NULL, made.organisers_id, 'LOCAL', {person}, now() FROM made
  UNION ALL SELECT made.id, 'Seminar', counted.id, 'UPSERT', counted.version, counted.audience_id, counted.audience_id, 'LOCAL', {person}, now() FROM counted, made
)
SELECT json_build_object('registerForSeminar', json_build_object(
  'registration', (SELECT json_build_object('status', made.status) FROM made), 'refusals', '[]'::json))::text
