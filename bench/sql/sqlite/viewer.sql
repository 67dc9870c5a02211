me (id) AS MATERIALIZED (
  SELECT account.person_id FROM session JOIN account ON account.id = session.account_id
  WHERE session.id = unhex({session}) AND session.revoked_at IS NULL AND session.expires_at > {now} AND account.suspended_at IS NULL
), own (id, organisation_id, role) AS MATERIALIZED (
  SELECT affiliation.id, affiliation.organisation_id, affiliation.role FROM affiliation
  WHERE person_id = (SELECT id FROM me) AND (starts_on IS NULL OR starts_on <= date()) AND (ends_on IS NULL OR ends_on > date())
), standing (scope, rank) AS MATERIALIZED (
  SELECT organisation_id, CASE role WHEN 'ADMIN' THEN 4 WHEN 'EDITOR' THEN 2 ELSE 1 END FROM own
  UNION ALL SELECT member.network_id, 1 FROM own JOIN network_membership member ON member.organisation_id = own.organisation_id
    WHERE member.status = 'ACTIVE' AND (member.starts_on IS NULL OR member.starts_on <= date()) AND (member.ends_on IS NULL OR member.ends_on > date())
  UNION ALL SELECT runs.network_id, 3 FROM network_coordinator runs JOIN own ON own.id = runs.affiliation_id
    WHERE runs.person_id = (SELECT id FROM me)
      AND NOT EXISTS (SELECT 1 FROM network_membership rests WHERE rests.network_id = runs.network_id AND rests.organisation_id = own.organisation_id AND rests.status = 'SUSPENDED')
), viewer (id) AS MATERIALIZED (
  SELECT scope FROM standing
  UNION SELECT link.audience_id FROM standing JOIN audience_link link ON link.scope_id = standing.scope AND link.min_rank <= standing.rank
  UNION SELECT x'00000000000000000000000000000000' UNION SELECT x'00000000000000000000000000000001'
)
