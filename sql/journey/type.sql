-- The type journey: text and binary forms.
SET timezone = 'America/New_York';
SET datestyle = 'German';
SELECT '{"steps": 3, "events": [["2026-01-31T09:30:00Z", 1], ["2026-01-31T09:45:00.25Z", 2, 3],'
       ' ["2026-01-31T10:00:00Z"]]}'::journey;
-- order and repeated breaks do not matter, nor does the zone in which a time is written
SELECT '{"events": [["2026-01-31 10:45:00.25+01", 3, 2, 3], ["2026-01-31T11:00:00Z"], ["2026-01-31T10:00:00Z"],'
       ' ["2026-01-31T04:30:00-05:00", 1]], "steps": 3}'::journey;
SELECT j::text = j::text::journey::text AS same, j
FROM (VALUES ('{"steps": 1, "events": [["4714-11-24T00:00:00Z BC"]]}'::journey),
             ('{"steps": 64, "events": [["294276-12-31T23:59:59.999999Z", 1, 64], ["0001-01-01T00:00:00Z", 63],'
              ' ["1999-12-31T23:59:59.999999Z", 17]]}')) v(j);
-- json and jsonb, there and back
SELECT j::json AS json, j::jsonb AS jsonb, to_jsonb(j) ->> 'steps' AS steps, j::json::journey = j AS from_json,
       j::jsonb::journey = j AS from_jsonb
FROM (VALUES ('{"steps": 2, "events": [["2026-01-31T09:30:00Z", 1], ["2026-01-31T09:45:00.25Z", 1, 2]]}'::journey))
       v(j);
SELECT '{"steps": 0}'::json::journey;
SELECT '[1]'::jsonb::journey;
-- equal journeys are equal bytes; ten events of an hour are small
SELECT journey_send(a) = journey_send(b) AS same_bytes, pg_column_size(a) AS bytes
FROM (SELECT journey_agg(ts, i % 3 = 0, i % 3 = 1, i % 3 = 2 ORDER BY i) AS a,
             journey_agg(ts, i % 3 = 0, i % 3 = 1, i % 3 = 2 ORDER BY -i) AS b
      FROM (SELECT i, timestamptz '2026-01-31 09:30:00.123456+00' + i * i * interval '37.123457 s' AS ts
            FROM generate_series(1, 10) i) e) s;
-- stored in a table
CREATE TABLE journeys (id int, j journey);
INSERT INTO journeys SELECT i % 3, journey_agg(timestamptz '2026-01-31 09:30+00' + i * interval '1 min', i % 2 = 0,
                                               i % 2 = 1) FROM generate_series(1, 3000) i GROUP BY i % 3;
INSERT INTO journeys VALUES (9, NULL);
SELECT id, j::text::journey::text = j::text AS same, funnel_level(j, '3 min'), length(j::text) FROM journeys
ORDER BY id;
DROP TABLE journeys;

\set VERBOSITY terse
SELECT ''::journey;
\set VERBOSITY default
SELECT 'null'::journey;
SELECT '[]'::journey;
\set VERBOSITY sqlstate
SELECT '{}'::journey;
SELECT '{"steps": 1}'::journey;
SELECT '{"steps": 1, "events": []}'::journey;
SELECT '{"steps": 1, "events": {}}'::journey;
SELECT '{"steps": 1, "events": [1]}'::journey;
SELECT '{"steps": 1, "events": [[]]}'::journey;
SELECT '{"steps": 1, "events": [[1]]}'::journey;
SELECT '{"steps": 0, "events": [["2026-01-31T09:30:00Z"]]}'::journey;
SELECT '{"steps": 65, "events": [["2026-01-31T09:30:00Z"]]}'::journey;
SELECT '{"steps": 1.5, "events": [["2026-01-31T09:30:00Z"]]}'::journey;
SELECT '{"steps": -1, "events": [["2026-01-31T09:30:00Z"]]}'::journey;
SELECT '{"steps": 1e300, "events": [["2026-01-31T09:30:00Z"]]}'::journey;
SELECT '{"steps": "1", "events": [["2026-01-31T09:30:00Z"]]}'::journey;
SELECT '{"steps": 2, "events": [["2026-01-31T09:30:00Z", 0]]}'::journey;
SELECT '{"steps": 2, "events": [["2026-01-31T09:30:00Z", 3]]}'::journey;
SELECT '{"steps": 2, "events": [["2026-01-31T09:30:00Z", "1"]]}'::journey;
SELECT '{"steps": 2, "events": [["2026-01-31T09:30:00Z", 1]], "more": 1}'::journey;
-- times that depend on the session are refused
SELECT '{"steps": 1, "events": [["now"]]}'::journey;
SELECT '{"steps": 1, "events": [["infinity"]]}'::journey;
SELECT '{"steps": 1, "events": [["2026-01-31T09:30:00"]]}'::journey;
SELECT '{"steps": 1, "events": [["31.01.2026 09:30:00Z"]]}'::journey;
SELECT '{"steps": 1, "events": [["2026-01-31T09:30:00 Europe/Berlin"]]}'::journey;
SELECT '{"steps": 1, "events": [["2026-01-31"]]}'::journey;
SELECT '{"steps": 1, "events": [["2026-000001-31 09:30"]]}'::journey;
SELECT '{"steps": 1, "events": [["2026-01-031 - 09:30"]]}'::journey;
SELECT '{"steps": 1, "events": [["2026-01-31 - 09:30"]]}'::journey;
SELECT '{"steps": 1, "events": [["2026-1-31 09:30Z"]]}'::journey;
SELECT '{"steps": 1, "events": [["2026-13-31T09:30:00Z"]]}'::journey;
SELECT '{"steps": 1, "events": [["999999-01-01T00:00:00Z"]]}'::journey;
\set VERBOSITY default
