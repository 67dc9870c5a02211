viewer AS MATERIALIZED (
  WITH me AS MATERIALIZED (
    SELECT account.person_id AS id FROM session JOIN account ON account.id = session.account_id
    WHERE session.id = {session}::text::uuid AND session.revoked_at IS NULL AND session.expires_at > now() AND account.suspended_at IS NULL
  ), own AS MATERIALIZED (
    SELECT affiliation.id, affiliation.organisation_id, affiliation.role FROM affiliation JOIN me ON me.id = affiliation.person_id
    WHERE (starts_on IS NULL OR starts_on <= current_date) AND (ends_on IS NULL OR ends_on > current_date)
  ), standing (scope, rank) AS MATERIALIZED (
    SELECT organisation_id, CASE role WHEN 'ADMIN' THEN 4 WHEN 'EDITOR' THEN 2 ELSE 1 END FROM own
    UNION ALL SELECT member.network_id, 1 FROM own JOIN network_membership member ON member.organisation_id = own.organisation_id
      WHERE member.status = 'ACTIVE' AND (member.starts_on IS NULL OR member.starts_on <= current_date) AND (member.ends_on IS NULL OR member.ends_on > current_date)
    UNION ALL SELECT runs.network_id, 3 FROM me JOIN network_coordinator runs ON runs.person_id = me.id JOIN own ON own.id = runs.affiliation_id
      WHERE NOT EXISTS (SELECT FROM network_membership rests WHERE rests.network_id = runs.network_id AND rests.organisation_id = own.organisation_id AND rests.status = 'SUSPENDED')
  )
  SELECT (SELECT id FROM me) AS person, array_agg(one.id) AS ids FROM (
    SELECT scope AS id FROM standing
    UNION ALL SELECT link.audience_id FROM standing JOIN audience_link link ON link.scope_id = standing.scope AND link.min_rank <= standing.rank
    UNION ALL SELECT unnest('{00000000-0000-0000-0000-000000000000,00000000-0000-0000-0000-000000000001}'::uuid[])
  ) AS one
)
