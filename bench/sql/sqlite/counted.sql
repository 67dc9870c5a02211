WITH {viewer}
SELECT json_object('documents', json_object(
  'totalCount', (SELECT count(*) FROM document WHERE audience_id IN {ids} AND kind IN (?1, ?2)),
  'nodes', (SELECT json_group_array(json_object('id', global_id('Document', id), 'title', json_object('text', title ->> locale)))
    FROM (SELECT id, title, locale FROM document WHERE audience_id IN {ids} AND kind IN (?1, ?2) ORDER BY sort_on DESC, id DESC LIMIT 20))))
