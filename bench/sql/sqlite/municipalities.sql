SELECT json_object('municipalities', json_object('nodes', json_group_array(json_object('id', global_id('Municipality', id), 'code', code, 'name', name,
  'population', CASE WHEN population IS NOT NULL THEN json_object('inhabitants', population, 'year', population_year) END))))
FROM (SELECT id, code, name, population, population_year FROM municipality WHERE country_code = ?1 AND valid_to IS NULL ORDER BY name_sort, id LIMIT 50)
