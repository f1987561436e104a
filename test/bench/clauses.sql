-- What clauses cost: window_funnel with each of them compared with the same conditions without any, and the same questions to
-- stored journeys, patterns beside them. Needs the tables of funnel_data.sql and the psql variable of_visitors of funnel.sql.

SELECT $$SELECT sum(level)
         FROM (SELECT window_funnel(interval '7 days', ts, kind = 1, kind = 2, kind = 3, kind = 4)
                      AS level
               FROM some_visits GROUP BY visitor) AS v$$ AS plain,
       $$SELECT sum(level)
         FROM (SELECT window_funnel(interval '7 days', '%s', ts, kind = 1, kind = 2, kind = 3, kind = 4)
                      AS level
               FROM some_visits GROUP BY visitor) AS v$$ AS asked,
       $$SELECT sum(funnel_level(j, '7 days')) FROM journeys$$ AS level,
       $$SELECT sum(funnel_level(j, '7 days', '%s')) FROM journeys$$ AS level_asked \gset

CALL measure('target', format('`window_funnel` %s, `exclude(4)` / no clause', :'of_visitors'), 'at most 2',
    format(:'asked', 'exclude(4)'), :'plain');
CALL measure('target', 'the same, `within(3,1 hour)` / no clause', 'at most 2',
    format(:'asked', 'within(3,1 hour)'), :'plain');
CALL measure('target', 'the same, `optional(2)` / no clause', 'at most 2',
    format(:'asked', 'optional(2)'), :'plain');
CALL measure('target', 'the same, `steps(3,1,2)` / no clause', 'at most 2',
    format(:'asked', 'steps(3,1,2)'), :'plain');
CALL measure('target', 'the same, `strict_order,allow_reentry` / `strict_order`', 'at most 2',
    format(:'asked', 'strict_order,allow_reentry'), format(:'asked', 'strict_order'));
CALL measure('target', 'the same, `any_order,exclude(4)` / `any_order`', 'at most 2',
    format(:'asked', 'any_order,exclude(4)'), format(:'asked', 'any_order'));
CALL measure('target', 'the same, `exclude(4,1,2),within(3,1 hour)` / no clause', 'none',
    format(:'asked', 'exclude(4,1,2),within(3,1 hour)'), :'plain');
CALL measure('target', 'the same, `exclude(4),optional(2),within(3,1 hour)` / no clause', 'none',
    format(:'asked', 'exclude(4),optional(2),within(3,1 hour)'), :'plain');
CALL measure('target', '`window_funnel` of an array of conditions / of conditions', 'none',
    $$SELECT sum(level)
      FROM (SELECT window_funnel(interval '7 days', ts, ARRAY[kind = 1, kind = 2, kind = 3, kind = 4]) AS level
            FROM some_visits GROUP BY visitor) AS v$$, :'plain');
CALL measure('target', '`funnel_level` of stored journeys, `exclude(4)` / no clause', 'none',
    format(:'level_asked', 'exclude(4)'), :'level');
CALL measure('target', 'the same, `within(3,1 hour),optional(2)` / no clause', 'none',
    format(:'level_asked', 'within(3,1 hour),optional(2)'), :'level');
CALL measure('target', '`journey_matches(j, ''(?1).*(?2)(?t<=3600)(?3)'')` / `funnel_level`', 'none',
    $$SELECT count(*) FROM journeys WHERE journey_matches(j, '(?1).*(?2)(?t<=3600)(?3)')$$, :'level');
