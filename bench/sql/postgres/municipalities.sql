SELECT json_build_object('municipalities', json_build_object('nodes', coalesce(json_agg(json_build_object(
  'id', 'Municipality_' || translate(encode(uuid_send(id), 'base64'), '+/=', '-_'), 'code', code, 'name', name,
  'population', CASE WHEN population IS NOT NULL THEN json_build_object('inhabitants', population, 'year', population_year) END)
  ORDER BY name_sort, id), '[]'::json)))::text
FROM (SELECT id, code, name, population, population_year, name_sort FROM municipality
  WHERE country_code = $1::text AND valid_to IS NULL ORDER BY name_sort, id LIMIT 50) AS page
