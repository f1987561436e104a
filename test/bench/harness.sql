-- How a pair of queries is measured, and where the figures are kept until report.sql prints them.
-- Needs the psql variable runs.

CREATE EXTENSION pg_prewarm;

CREATE TABLE lines (
    line     int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    section  text NOT NULL CHECK (section IN ('target', 'growth')),
    what     text NOT NULL,
    target   text NOT NULL,
    measured text,               -- for a line that is not a time: the figure, in words
    faster   bool,               -- the ratio is other / ours ("x times faster"), not ours / other
    units    bigint,             -- ours is also shown for each of so many units
    unit     text
);

CREATE TABLE timings (
    line  int NOT NULL REFERENCES lines,
    run   int NOT NULL,
    ours  float8 NOT NULL,       -- milliseconds
    other float8 NOT NULL,
    PRIMARY KEY (line, run)
);

CREATE TABLE options AS SELECT :runs AS runs;

-- The lines of other files measure what an aggregate costs in the executor, for each row.
SET heatmap.vectorized_scan = off;

-- Runs a query that returns one number. Measures the server's time from parsing to the last row;
-- nothing is sent to the client or turned into text.
CREATE FUNCTION timed(query text, OUT ms float8, OUT result float8) LANGUAGE plpgsql AS $$
DECLARE
    started timestamptz := clock_timestamp();
BEGIN
    EXECUTE query INTO STRICT result;
    ms := extract(epoch FROM clock_timestamp() - started) * 1000;
END
$$;

-- The nodes of a query's plan, the topmost first; an Aggregate is followed by its strategy.
CREATE FUNCTION plan_nodes(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    plan json;
BEGIN
    EXECUTE 'EXPLAIN (FORMAT json) ' || query INTO plan;
    RETURN (SELECT string_agg(concat_ws(' ', node ->> 'Strategy', node ->> 'Node Type'), ' > ' ORDER BY n)
            FROM jsonb_path_query(plan::jsonb, 'strict $.** ? (exists (@."Node Type"))')
                 WITH ORDINALITY AS nodes(node, n));
END
$$;

-- Measures `ours` and `other` in turns, so that anything that disturbs the machine for longer than
-- a run disturbs both. Run 0 warms the caches and is not counted. `same`: both must return the same
-- number, which shows that they do the same work. `plan`: the plan_nodes() that both must have.
-- `scan`: `ours` is run with the vectorised scan.
CREATE PROCEDURE measure(section text, what text, target text, ours text, other text,
                         faster bool DEFAULT false, same bool DEFAULT false,
                         units bigint DEFAULT NULL, unit text DEFAULT NULL,
                         plan text DEFAULT NULL, scan bool DEFAULT false)
LANGUAGE plpgsql AS $$
DECLARE
    new_line int;
    a record;
    b record;
BEGIN
    RAISE INFO '%', what;
    IF plan <> plan_nodes(ours) OR plan <> plan_nodes(other) THEN
        RAISE EXCEPTION '"%": the plans are % and %', what, plan_nodes(ours), plan_nodes(other);
    END IF;
    INSERT INTO lines (section, what, target, faster, units, unit)
        VALUES (section, what, target, faster, units, unit) RETURNING line INTO new_line;
    FOR run IN 0 .. (SELECT runs FROM options) LOOP
        PERFORM set_config('heatmap.vectorized_scan', scan::text, true);
        a := timed(ours);
        PERFORM set_config('heatmap.vectorized_scan', 'off', true);
        b := timed(other);
        IF same AND a.result IS DISTINCT FROM b.result THEN
            RAISE EXCEPTION '"%": % is not %', what, a.result, b.result;
        END IF;
        IF run > 0 THEN
            INSERT INTO timings VALUES (new_line, run, a.ms, b.ms);
        END IF;
    END LOOP;
END
$$;

-- The bytes that EXPLAIN ANALYZE reports for the hash table of a query's HashAggregate, which holds
-- the states of all groups. An error if there is no such table or it spilled, because the figure
-- would mean nothing.
CREATE FUNCTION hash_memory(query text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    plan json;
    node jsonb;
BEGIN
    EXECUTE 'EXPLAIN (ANALYZE, TIMING off, FORMAT json) ' || query INTO plan;
    node := jsonb_path_query_first(plan::jsonb, 'strict $.** ? (@."Strategy" == "Hashed")');
    IF node IS NULL OR (node ->> 'HashAgg Batches')::int > 1 THEN
        RAISE EXCEPTION 'not a HashAggregate in memory: %', query;
    END IF;
    RETURN (node ->> 'Peak Memory Usage')::bigint * 1024;
END
$$;

-- The grid of every line, unless it says otherwise: 144 x 600 cells of 10 units. The planner turns
-- a call into a constant.
CREATE FUNCTION canvas() RETURNS heatmap LANGUAGE sql IMMUTABLE
    RETURN heatmap_grid(1440, 6000, 10);
