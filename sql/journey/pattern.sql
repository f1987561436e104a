-- journey_matches, journey_count and journey_match_times.
\pset null '-'
SET timezone = 'UTC';
CREATE TABLE actors (actor int, word text);
-- A second lies between letters; a, b and c are the conditions, and a dot is none of them.
INSERT INTO actors VALUES (1, 'abc'), (2, 'acb'), (3, 'a.b'), (4, 'aabbab'), (5, 'a' || repeat('.', 3599) || 'b'),
    (6, 'a' || repeat('.', 3600) || 'b'), (7, 'ccc'), (8, '...');
CREATE VIEW events AS
SELECT actor, timestamptz '2026-01-01' + i * interval '1 s' AS ts, substr(word, i, 1) AS letter
FROM actors, generate_series(1, length(word)) i;
CREATE VIEW journeys AS
SELECT actor, journey_agg(ts, letter = 'a', letter = 'b', letter = 'c') AS j FROM events GROUP BY actor;
SELECT pattern,
       string_agg(journey_matches(j, pattern)::int::text, ' ' ORDER BY actor) AS matches,
       string_agg(journey_count(j, pattern)::text, ' ' ORDER BY actor) AS count
FROM journeys, unnest(ARRAY['(?1)', '(?1)(?2)', '(?1).(?2)', '(?1).*(?2)', '(?1)(?t<=3600)(?2)', '(?1)(?t>3600)(?2)',
                            '(?1)(?t>=1)(?t<3)(?2)', '(?1)(?t==2)(?2)', '.', '. .', '.*(?3).*', '(?3)(?3)',
                                ' (?1) .* (?3) ',
                            '(?1)(?t < 0)(?2)']) WITH ORDINALITY p(pattern, n)
GROUP BY n, pattern ORDER BY n;
-- the match that ends first, of those the one that begins last
SELECT actor, extract(second FROM t[1])::int AS a, extract(second FROM t[2])::int AS b
FROM journeys, journey_match_times(j, '(?1).*(?2)') t WHERE actor < 5 OR actor > 6 ORDER BY actor;
SELECT array_length(journey_match_times(j, '(?1)..*(?2)'), 1) FROM journeys WHERE actor = 2;
-- An event fits one element, and counts in one match.
SELECT journey_matches(j, '(?1)(?2)') AS two, journey_count(j, '(?1)') AS one, journey_count(j, '.') AS any
FROM (SELECT journey_agg('2026-01-01', true, true) AS j) s;
SELECT journey_count(j, '(?1)(?1)') FROM (SELECT journey_agg(now() + i * interval '1 s', true) AS j FROM
       generate_series(1, 7) i) s;
-- At one time, events are in the order of their conditions as bits, however they came.
SELECT journey_matches(j, '(?1)(?2)') AS forwards, journey_matches(j, '(?2)(?1)') AS backwards
FROM (SELECT journey_agg('2026-01-01', c = 1, c = 2) AS j FROM (VALUES (2), (1)) v(c)) s;
-- NULL, and open journeys
SELECT journey_matches(NULL, '(?1)'), journey_count(j, NULL), journey_match_times(NULL, NULL) FROM journeys LIMIT 1;
SELECT journey_count(journey_open_agg(ts, letter = 'a', letter = 'b'), '(?1)(?2)') FROM events WHERE actor < 4;
-- a million events, and a pattern that would make a search that goes back explode
SELECT journey_matches(j, '(?1).*(?1).*(?1).*(?1).*(?1)(?t>=1)(?1)(?t>=1)(?1).*(?2)') AS explodes,
       journey_count(j, '(?1)(?t<=1)(?1)') AS pairs
FROM (SELECT journey_agg(timestamptz '2026-01-01' + i * interval '1 s', true, false) AS j FROM generate_series(1,
       1000000) i) s;

SELECT journey_matches(j, '') FROM journeys LIMIT 1;
SELECT journey_matches(j, '(?1)->(?2)') FROM journeys LIMIT 1;
SELECT journey_matches(j, '(?1)(?4)') FROM journeys LIMIT 1;
SELECT journey_matches(j, '(?1)(?t<=10)') FROM journeys LIMIT 1;
SELECT journey_matches(j, '(?1).*(?t<=10)(?2)') FROM journeys LIMIT 1;
SELECT journey_matches(j, '(?1)(?t<=99999999999999)(?2)') FROM journeys LIMIT 1;
SELECT journey_matches(j, repeat('.', 65)) FROM journeys LIMIT 1;
DROP TABLE actors CASCADE;
