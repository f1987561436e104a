-- A click stream with known ground truth, in plain SQL (PostgreSQL 14 to 18, no extension needed).
--
--     psql -v ON_ERROR_STOP=1 -f examples/events.sql
--     psql -v ON_ERROR_STOP=1 -v visitors=60000 -f examples/events.sql
--
-- Creates, or replaces, the table events and the truth tables demo_devices, demo_pages,
-- demo_targets, demo_scroll, demo_funnel, demo_rage and demo_changes in the current schema, and
-- demo_variants, the variant of an A/B test that each visitor saw.  The truth tables are the input:
-- every event below is derived from them.  examples/README.md describes the model.
--
-- The same rows come out every time, on every machine and with every plan: all randomness comes
-- from an integer hash of (who, what for), ties of ranks are broken by number, and the arithmetic
-- is limited to +, -, *, / and sqrt, which IEEE 754 rounds the same way everywhere (unlike ln, exp
-- and cos).

\if :{?visitors}
\else
    \set visitors 14000
\endif

\set quiet_before :QUIET
\set QUIET on

-- What a random number is for: the seed of the hash.  Distinct numbers give independent streams.
\set for_device       1
\set for_entry        2
\set for_funnel       3
\set for_first_visit  4
\set for_minute       5
\set for_return       6
\set for_return_day   7
\set for_return_hour  8
\set for_second_page  9
\set for_cart        10
\set for_checkout    11
\set for_depth       12
\set for_exit        13
\set for_view        14
\set for_burst       15
\set for_x           16
\set for_y           17
\set for_side        18
\set for_stage       19
\set for_pause       20
\set for_hesitation  21
\set for_id          22
\set for_variant     23

BEGIN;
SET LOCAL client_min_messages = warning;
SET LOCAL jit = off;  -- compiling these statements takes longer than running them

-- events is a likely name for a table with real data: replace only what this file has made.
DO $$
BEGIN
    IF to_regclass('events') IS NOT NULL
       AND coalesce(obj_description(to_regclass('events'), 'pg_class'), '')
           NOT LIKE 'Generated click stream%' THEN
        RAISE EXCEPTION 'table "events" exists and was not made by this script'
            USING HINT = 'Use another database, or a schema of its own first in search_path.';
    END IF;
END
$$;

DROP TABLE IF EXISTS events, demo_variants, demo_changes, demo_rage, demo_funnel, demo_scroll,
                     demo_targets, demo_pages, demo_devices;

---------------------------------------------------------------------------------------------------
-- Ground truth
---------------------------------------------------------------------------------------------------

CREATE TABLE demo_devices (
    device         text PRIMARY KEY,
    visitor_share  numeric NOT NULL,
    entered_share  numeric NOT NULL
);

COMMENT ON TABLE demo_devices IS 'Ground truth: who visits';
COMMENT ON COLUMN demo_devices.visitor_share IS 'share of all visitors; a visitor has one device';
COMMENT ON COLUMN demo_devices.entered_share IS
    'share of the device''s visitors who ever see the landing page; the others arrive at /pricing';

INSERT INTO demo_devices VALUES
    ('desktop', 0.52, 0.90),
    ('tablet',  0.10, 0.92),
    ('phone',   0.38, 0.95);

CREATE TABLE demo_pages (
    device           text NOT NULL REFERENCES demo_devices,
    url_path         text NOT NULL,
    page_w           integer NOT NULL,
    page_h           integer NOT NULL CHECK (page_h % 100 = 0),
    viewport_w       integer NOT NULL,
    viewport_h       integer NOT NULL,
    clicks_per_view  numeric NOT NULL,
    miss_share       numeric NOT NULL,
    noise_share      numeric NOT NULL,
    outside_share    numeric NOT NULL,
    PRIMARY KEY (device, url_path)
);

COMMENT ON TABLE demo_pages IS 'Ground truth: size of each page on each device, in CSS pixels';
COMMENT ON COLUMN demo_pages.page_h IS
    'page height; whole hundreds, so that every percent of it is a whole pixel';
COMMENT ON COLUMN demo_pages.clicks_per_view IS 'clicks on the page / views of the page';
COMMENT ON COLUMN demo_pages.miss_share IS 'share of the clicks that land just beside a target';
COMMENT ON COLUMN demo_pages.noise_share IS 'share of the clicks that were aimed at no target';
COMMENT ON COLUMN demo_pages.outside_share IS 'share of the clicks that are not on the page';

INSERT INTO demo_pages VALUES
    ('desktop', '/',         1440, 6000, 1440,  900, 2.4, 0.060, 0.080, 0.004),
    ('desktop', '/pricing',  1440, 2500, 1440,  900, 1.7, 0.050, 0.060, 0.002),
    ('desktop', '/cart',     1440, 1200, 1440,  900, 1.6, 0.040, 0.040, 0.000),
    ('desktop', '/checkout', 1440, 1200, 1440,  900, 5.0, 0.030, 0.030, 0.000),
    ('desktop', '/thanks',   1440,  900, 1440,  900, 0.6, 0.040, 0.080, 0.000),
    ('tablet',  '/',          820, 7200,  820, 1106, 2.2, 0.080, 0.070, 0.006),
    ('tablet',  '/pricing',   820, 2800,  820, 1106, 1.6, 0.060, 0.060, 0.002),
    ('tablet',  '/cart',      820, 1200,  820, 1106, 1.6, 0.050, 0.040, 0.000),
    ('tablet',  '/checkout',  820, 1200,  820, 1106, 5.0, 0.050, 0.030, 0.000),
    ('tablet',  '/thanks',    820, 1200,  820, 1106, 0.6, 0.050, 0.060, 0.000),
    ('phone',   '/',          390, 9000,  390,  664, 1.9, 0.100, 0.070, 0.008),
    ('phone',   '/pricing',   390, 4000,  390,  664, 1.5, 0.080, 0.060, 0.004),
    ('phone',   '/cart',      390, 1400,  390,  664, 1.6, 0.070, 0.040, 0.000),
    ('phone',   '/checkout',  390, 1400,  390,  664, 5.0, 0.080, 0.030, 0.000),
    ('phone',   '/thanks',    390,  800,  390,  664, 0.5, 0.060, 0.060, 0.000);

CREATE TABLE demo_targets (
    device    text NOT NULL,
    url_path  text NOT NULL,
    name      text NOT NULL,
    kind      text NOT NULL CHECK (kind IN ('link', 'button', 'field', 'row', 'dead', 'broken')),
    area      box NOT NULL,
    share     numeric NOT NULL,
    leads_to  text,
    PRIMARY KEY (device, url_path, name),
    FOREIGN KEY (device, url_path) REFERENCES demo_pages
);

COMMENT ON TABLE demo_targets IS 'Ground truth: where the page can be clicked, and how often it is';
COMMENT ON COLUMN demo_targets.kind IS
    'dead: looks clickable and is not; broken: should react and does not; row: label at the left';
COMMENT ON COLUMN demo_targets.area IS
    'page pixels x_min <= x < x_max, y_min <= y < y_max; multiples of 10, 20 px apart at least';
COMMENT ON COLUMN demo_targets.share IS
    'share of the clicks of this device and page that land inside the area';
COMMENT ON COLUMN demo_targets.leads_to IS 'page that a click opens';

INSERT INTO demo_targets VALUES
    -- Landing page, desktop: a 1120 px column in the middle of a page of 1440 px.
    ('desktop', '/', 'nav logo',        'link',   '(160,20),(280,60)',       0.020, NULL),
    ('desktop', '/', 'nav features',    'link',   '(620,20),(700,60)',       0.050, NULL),
    ('desktop', '/', 'nav pricing',     'link',   '(730,20),(800,60)',       0.095, '/pricing'),
    ('desktop', '/', 'nav docs',        'link',   '(830,20),(890,60)',       0.035, NULL),
    ('desktop', '/', 'nav cart',        'link',   '(1040,20),(1080,60)',     0.024, '/cart'),
    ('desktop', '/', 'nav log in',      'link',   '(1110,20),(1180,60)',     0.070, NULL),
    ('desktop', '/', 'hero start',      'button', '(160,480),(380,540)',     0.180, '/pricing'),
    ('desktop', '/', 'hero video',      'button', '(410,480),(570,540)',     0.060, NULL),
    ('desktop', '/', 'hero screenshot', 'dead',   '(760,200),(1280,560)',    0.038, NULL),
    ('desktop', '/', 'card import',     'link',   '(160,1240),(500,1560)',   0.042, NULL),
    ('desktop', '/', 'card reports',    'link',   '(550,1240),(890,1560)',   0.035, NULL),
    ('desktop', '/', 'card sharing',    'link',   '(940,1240),(1280,1560)',  0.018, NULL),
    ('desktop', '/', 'carousel next',   'broken', '(1210,2240),(1270,2300)', 0.055, NULL),
    ('desktop', '/', 'plan starter',    'button', '(220,3560),(440,3610)',   0.016, '/pricing'),
    ('desktop', '/', 'plan team',       'button', '(610,3560),(830,3610)',   0.036, '/pricing'),
    ('desktop', '/', 'plan business',   'button', '(1000,3560),(1220,3610)', 0.010, '/pricing'),
    ('desktop', '/', 'faq refunds',     'row',    '(220,4340),(1220,4400)',  0.014, NULL),
    ('desktop', '/', 'faq security',    'row',    '(220,4430),(1220,4490)',  0.009, NULL),
    ('desktop', '/', 'faq migration',   'row',    '(220,4520),(1220,4580)',  0.006, NULL),
    ('desktop', '/', 'closing start',   'button', '(610,5140),(830,5200)',   0.022, '/pricing'),
    ('desktop', '/', 'footer contact',  'link',   '(160,5680),(280,5710)',   0.010, NULL),
    ('desktop', '/', 'footer careers',  'link',   '(480,5680),(600,5710)',   0.006, NULL),
    ('desktop', '/', 'footer terms',    'link',   '(800,5680),(900,5710)',   0.003, NULL),
    ('desktop', '/', 'footer privacy',  'link',   '(1120,5680),(1220,5710)', 0.002, NULL),

    -- Landing page, tablet: cards in two columns, plans one above the other.
    ('tablet', '/', 'nav logo',        'link',   '(40,20),(150,70)',      0.022, NULL),
    ('tablet', '/', 'nav features',    'link',   '(260,20),(350,70)',     0.048, NULL),
    ('tablet', '/', 'nav pricing',     'link',   '(380,20),(460,70)',     0.090, '/pricing'),
    ('tablet', '/', 'nav cart',        'link',   '(600,20),(650,70)',     0.024, '/cart'),
    ('tablet', '/', 'nav log in',      'link',   '(690,20),(780,70)',     0.060, NULL),
    ('tablet', '/', 'hero start',      'button', '(40,420),(280,490)',    0.190, '/pricing'),
    ('tablet', '/', 'hero video',      'button', '(320,420),(500,490)',   0.060, NULL),
    ('tablet', '/', 'hero screenshot', 'dead',   '(40,560),(780,960)',    0.062, NULL),
    ('tablet', '/', 'card import',     'link',   '(40,1440),(390,1760)',  0.044, NULL),
    ('tablet', '/', 'card reports',    'link',   '(430,1440),(780,1760)', 0.036, NULL),
    ('tablet', '/', 'card sharing',    'link',   '(40,1800),(390,2120)',  0.020, NULL),
    ('tablet', '/', 'carousel next',   'broken', '(710,2700),(770,2760)', 0.060, NULL),
    ('tablet', '/', 'plan starter',    'button', '(290,3860),(530,3920)', 0.016, '/pricing'),
    ('tablet', '/', 'plan team',       'button', '(290,4360),(530,4420)', 0.032, '/pricing'),
    ('tablet', '/', 'plan business',   'button', '(290,4860),(530,4920)', 0.008, '/pricing'),
    ('tablet', '/', 'faq refunds',     'row',    '(40,5440),(780,5510)',  0.014, NULL),
    ('tablet', '/', 'faq security',    'row',    '(40,5540),(780,5610)',  0.010, NULL),
    ('tablet', '/', 'faq migration',   'row',    '(40,5640),(780,5710)',  0.006, NULL),
    ('tablet', '/', 'closing start',   'button', '(290,6240),(530,6310)', 0.022, '/pricing'),
    ('tablet', '/', 'footer contact',  'link',   '(40,6860),(160,6900)',  0.010, NULL),
    ('tablet', '/', 'footer careers',  'link',   '(240,6860),(360,6900)', 0.005, NULL),
    ('tablet', '/', 'footer terms',    'link',   '(440,6860),(540,6900)', 0.003, NULL),
    ('tablet', '/', 'footer privacy',  'link',   '(640,6860),(740,6900)', 0.002, NULL),

    -- Landing page, phone: one column, the links are behind the menu button.
    ('phone', '/', 'nav logo',        'link',   '(20,20),(120,60)',      0.025, NULL),
    ('phone', '/', 'nav cart',        'link',   '(250,20),(300,60)',     0.024, '/cart'),
    ('phone', '/', 'nav menu',        'button', '(320,20),(370,60)',     0.150, NULL),
    ('phone', '/', 'hero start',      'button', '(20,420),(370,480)',    0.236, '/pricing'),
    ('phone', '/', 'hero video',      'button', '(110,510),(280,560)',   0.050, NULL),
    ('phone', '/', 'hero screenshot', 'dead',   '(20,600),(370,840)',    0.070, NULL),
    ('phone', '/', 'card import',     'link',   '(20,1320),(370,1560)',  0.045, NULL),
    ('phone', '/', 'card reports',    'link',   '(20,1600),(370,1840)',  0.035, NULL),
    ('phone', '/', 'card sharing',    'link',   '(20,1880),(370,2120)',  0.018, NULL),
    ('phone', '/', 'carousel next',   'broken', '(310,2720),(360,2770)', 0.068, NULL),
    ('phone', '/', 'plan starter',    'button', '(40,4020),(350,4080)',  0.016, '/pricing'),
    ('phone', '/', 'plan team',       'button', '(40,4620),(350,4680)',  0.026, '/pricing'),
    ('phone', '/', 'plan business',   'button', '(40,5220),(350,5280)',  0.006, '/pricing'),
    ('phone', '/', 'faq refunds',     'row',    '(20,6240),(370,6310)',  0.012, NULL),
    ('phone', '/', 'faq security',    'row',    '(20,6340),(370,6410)',  0.008, NULL),
    ('phone', '/', 'faq migration',   'row',    '(20,6440),(370,6510)',  0.005, NULL),
    ('phone', '/', 'closing start',   'button', '(20,7560),(370,7620)',  0.018, '/pricing'),
    ('phone', '/', 'footer contact',  'link',   '(20,8420),(150,8460)',  0.005, NULL),
    ('phone', '/', 'footer careers',  'link',   '(20,8500),(150,8540)',  0.002, NULL),
    ('phone', '/', 'footer terms',    'link',   '(220,8420),(350,8460)', 0.002, NULL),
    ('phone', '/', 'footer privacy',  'link',   '(220,8500),(350,8540)', 0.001, NULL),

    -- The plans.  At least one button of each page that leads on is above the fold.
    ('desktop', '/pricing', 'nav logo',        'link',   '(160,20),(280,60)',      0.060, NULL),
    ('desktop', '/pricing', 'billing period',  'button', '(640,220),(800,260)',    0.200, NULL),
    ('desktop', '/pricing', 'choose starter',  'button', '(220,700),(440,750)',    0.130, '/cart'),
    ('desktop', '/pricing', 'choose team',     'button', '(610,700),(830,750)',    0.250, '/cart'),
    ('desktop', '/pricing', 'choose business', 'button', '(1000,700),(1220,750)',  0.070, '/cart'),
    ('desktop', '/pricing', 'compare plans',   'row',    '(220,1300),(1220,1360)', 0.118, NULL),
    ('desktop', '/pricing', 'talk to sales',   'link',   '(620,2240),(820,2290)',  0.060, NULL),
    ('tablet',  '/pricing', 'nav logo',        'link',   '(40,20),(150,70)',       0.060, NULL),
    ('tablet',  '/pricing', 'billing period',  'button', '(320,220),(500,270)',    0.190, NULL),
    ('tablet',  '/pricing', 'choose starter',  'button', '(60,760),(260,820)',     0.120, '/cart'),
    ('tablet',  '/pricing', 'choose team',     'button', '(310,760),(510,820)',    0.250, '/cart'),
    ('tablet',  '/pricing', 'choose business', 'button', '(560,760),(760,820)',    0.070, '/cart'),
    ('tablet',  '/pricing', 'compare plans',   'row',    '(40,1480),(780,1550)',   0.128, NULL),
    ('tablet',  '/pricing', 'talk to sales',   'link',   '(310,2520),(510,2570)',  0.060, NULL),
    ('phone',   '/pricing', 'nav logo',        'link',   '(20,20),(120,60)',       0.060, NULL),
    ('phone',   '/pricing', 'billing period',  'button', '(100,180),(290,230)',    0.170, NULL),
    ('phone',   '/pricing', 'choose team',     'button', '(40,560),(350,620)',     0.300, '/cart'),
    ('phone',   '/pricing', 'choose starter',  'button', '(40,1200),(350,1260)',   0.110, '/cart'),
    ('phone',   '/pricing', 'choose business', 'button', '(40,1840),(350,1900)',   0.046, '/cart'),
    ('phone',   '/pricing', 'compare plans',   'row',    '(20,2300),(370,2370)',   0.110, NULL),
    ('phone',   '/pricing', 'talk to sales',   'link',   '(100,3600),(290,3660)',  0.060, NULL),

    -- Cart, checkout, receipt.
    ('desktop', '/cart',     'seats',       'field',  '(720,240),(820,280)',   0.200, NULL),
    ('desktop', '/cart',     'remove',      'link',   '(880,240),(960,280)',   0.070, NULL),
    ('desktop', '/cart',     'coupon',      'field',  '(1000,420),(1200,460)', 0.130, NULL),
    ('desktop', '/cart',     'check out',   'button', '(1000,560),(1280,620)', 0.520, '/checkout'),
    ('tablet',  '/cart',     'seats',       'field',  '(420,260),(520,310)',   0.200, NULL),
    ('tablet',  '/cart',     'remove',      'link',   '(680,260),(780,310)',   0.070, NULL),
    ('tablet',  '/cart',     'coupon',      'field',  '(480,520),(700,570)',   0.120, NULL),
    ('tablet',  '/cart',     'check out',   'button', '(480,700),(780,770)',   0.520, '/checkout'),
    ('phone',   '/cart',     'seats',       'field',  '(20,220),(120,270)',    0.190, NULL),
    ('phone',   '/cart',     'remove',      'link',   '(270,220),(370,270)',   0.080, NULL),
    ('phone',   '/cart',     'check out',   'button', '(20,540),(370,600)',    0.540, '/checkout'),
    ('phone',   '/cart',     'coupon',      'field',  '(20,760),(370,810)',    0.080, NULL),
    ('desktop', '/checkout', 'name',        'field',  '(200,220),(760,270)',   0.200, NULL),
    ('desktop', '/checkout', 'email',       'field',  '(200,310),(760,360)',   0.210, NULL),
    ('desktop', '/checkout', 'card number', 'field',  '(200,400),(760,450)',   0.230, NULL),
    ('desktop', '/checkout', 'expiry',      'field',  '(200,490),(380,540)',   0.120, NULL),
    ('desktop', '/checkout', 'pay',         'button', '(200,640),(480,700)',   0.180, '/thanks'),
    ('tablet',  '/checkout', 'name',        'field',  '(40,240),(780,300)',    0.190, NULL),
    ('tablet',  '/checkout', 'email',       'field',  '(40,340),(780,400)',    0.200, NULL),
    ('tablet',  '/checkout', 'card number', 'field',  '(40,440),(780,500)',    0.230, NULL),
    ('tablet',  '/checkout', 'expiry',      'field',  '(40,540),(260,600)',    0.120, NULL),
    ('tablet',  '/checkout', 'pay',         'button', '(40,700),(340,770)',    0.180, '/thanks'),
    ('phone',   '/checkout', 'name',        'field',  '(20,120),(370,180)',    0.190, NULL),
    ('phone',   '/checkout', 'email',       'field',  '(20,210),(370,270)',    0.190, NULL),
    ('phone',   '/checkout', 'card number', 'field',  '(20,300),(370,360)',    0.220, NULL),
    ('phone',   '/checkout', 'expiry',      'field',  '(20,390),(170,450)',    0.110, NULL),
    ('phone',   '/checkout', 'pay',         'button', '(20,560),(370,620)',    0.180, '/thanks'),
    ('desktop', '/thanks',   'invoice',     'link',   '(600,420),(840,460)',   0.520, NULL),
    ('desktop', '/thanks',   'invite team', 'button', '(600,520),(840,580)',   0.360, NULL),
    ('tablet',  '/thanks',   'invoice',     'link',   '(290,440),(530,490)',   0.520, NULL),
    ('tablet',  '/thanks',   'invite team', 'button', '(290,560),(530,630)',   0.370, NULL),
    ('phone',   '/thanks',   'invoice',     'link',   '(70,360),(320,410)',    0.500, NULL),
    ('phone',   '/thanks',   'invite team', 'button', '(20,480),(370,540)',    0.380, NULL);

CREATE TABLE demo_scroll (
    device      text NOT NULL,
    url_path    text NOT NULL,
    scroll_pct  integer NOT NULL,
    depth       integer NOT NULL,
    reach       numeric NOT NULL,
    PRIMARY KEY (device, url_path, scroll_pct),
    FOREIGN KEY (device, url_path) REFERENCES demo_pages
);

COMMENT ON TABLE demo_scroll IS 'Ground truth: how far down the views get; linear in between';
COMMENT ON COLUMN demo_scroll.scroll_pct IS
    'bottom of the screen in percent of the page height; the first one is the fold';
COMMENT ON COLUMN demo_scroll.depth IS 'the same in page pixels';
COMMENT ON COLUMN demo_scroll.reach IS
    'share of the views of this device and page whose largest scroll_pct is at least this';

INSERT INTO demo_scroll
SELECT device, url_path, scroll_pct, scroll_pct * page_h / 100, reach
FROM (VALUES
    ('desktop', '/', '{15,25,35,50,65,80,90,100}'::int[],
                     '{1,0.86,0.72,0.52,0.38,0.24,0.17,0.09}'::numeric[]),
    ('tablet',  '/', '{15,25,35,50,65,80,90,100}', '{1,0.84,0.69,0.49,0.36,0.25,0.17,0.08}'),
    ('phone',   '/', '{7,15,25,40,55,70,85,100}',  '{1,0.82,0.66,0.45,0.33,0.23,0.15,0.06}'),
    ('desktop', '/pricing',  '{36,60,80,100}', '{1,0.80,0.46,0.21}'),
    ('tablet',  '/pricing',  '{40,60,80,100}', '{1,0.78,0.42,0.19}'),
    ('phone',   '/pricing',  '{17,40,70,100}', '{1,0.74,0.36,0.14}'),
    ('desktop', '/cart',     '{75,90,100}',    '{1,0.35,0.20}'),
    ('tablet',  '/cart',     '{92,100}',       '{1,0.30}'),
    ('phone',   '/cart',     '{47,70,100}',    '{1,0.60,0.24}'),
    ('desktop', '/checkout', '{75,90,100}',    '{1,0.40,0.22}'),
    ('tablet',  '/checkout', '{92,100}',       '{1,0.32}'),
    ('phone',   '/checkout', '{47,70,100}',    '{1,0.64,0.28}'),
    ('desktop', '/thanks',   '{100}',          '{1}'),
    ('tablet',  '/thanks',   '{92,100}',       '{1,0.15}'),
    ('phone',   '/thanks',   '{83,100}',       '{1,0.25}')
) AS curve (device, url_path, depths, reaches)
JOIN demo_pages USING (device, url_path)
CROSS JOIN unnest(depths, reaches) AS knot (scroll_pct, reach);

CREATE TABLE demo_funnel (
    device             text NOT NULL REFERENCES demo_devices,
    step               integer NOT NULL,
    event_name         text NOT NULL,
    share              numeric NOT NULL,
    late_share         numeric NOT NULL,
    later_visit_share  numeric NOT NULL,
    PRIMARY KEY (device, step)
);

COMMENT ON TABLE demo_funnel IS 'Ground truth: the way to a purchase within 7 days';
COMMENT ON COLUMN demo_funnel.share IS
    'share of the visitors who entered (did step 1) that get here within 7 days of step 1';
COMMENT ON COLUMN demo_funnel.late_share IS
    'share of the visitors who entered that get here too, but 8 to 12 days after step 1';
COMMENT ON COLUMN demo_funnel.later_visit_share IS
    'share of those who get here in time that come back for this step after 1 to 3 days';

INSERT INTO demo_funnel VALUES
    ('desktop', 1, 'view_landing', 1.000, 0.000, 0.00),
    ('desktop', 2, 'view_product', 0.460, 0.000, 0.00),
    ('desktop', 3, 'add_to_cart',  0.180, 0.000, 0.00),
    ('desktop', 4, 'purchase',     0.074, 0.008, 0.30),
    ('tablet',  1, 'view_landing', 1.000, 0.000, 0.00),
    ('tablet',  2, 'view_product', 0.410, 0.000, 0.00),
    ('tablet',  3, 'add_to_cart',  0.140, 0.000, 0.00),
    ('tablet',  4, 'purchase',     0.052, 0.006, 0.30),
    ('phone',   1, 'view_landing', 1.000, 0.000, 0.00),
    ('phone',   2, 'view_product', 0.340, 0.000, 0.00),
    ('phone',   3, 'add_to_cart',  0.095, 0.000, 0.00),
    ('phone',   4, 'purchase',     0.028, 0.006, 0.30);

CREATE TABLE demo_rage (
    device       text NOT NULL,
    url_path     text NOT NULL,
    name         text NOT NULL,
    burst_share  numeric NOT NULL,
    min_clicks   integer NOT NULL,
    max_clicks   integer NOT NULL,
    PRIMARY KEY (device, url_path, name),
    FOREIGN KEY (device, url_path, name) REFERENCES demo_targets
);

COMMENT ON TABLE demo_rage IS
    'Ground truth: rage clicks; a burst''s clicks are under 1 s and under 30 px apart';
COMMENT ON COLUMN demo_rage.burst_share IS
    'share of the views of this device and page with a burst on this target (one at most)';
COMMENT ON COLUMN demo_rage.min_clicks IS
    'clicks of a burst; the sizes from min_clicks to max_clicks are equally frequent';

INSERT INTO demo_rage VALUES
    ('desktop', '/', 'carousel next', 0.018, 3, 8),
    ('tablet',  '/', 'carousel next', 0.018, 3, 8),
    ('phone',   '/', 'carousel next', 0.016, 3, 8);

---------------------------------------------------------------------------------------------------
-- Chance
---------------------------------------------------------------------------------------------------

-- A uniform number for a key and a purpose, in [0, 1) with 53 bits; nth gives further draws.
CREATE FUNCTION pg_temp.uniform(key bigint, purpose integer, nth integer DEFAULT 0)
RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ((hashint8extended(key, purpose * 65536 + nth) >> 11) & 9007199254740991)::float8
       / 9007199254740992;

-- The sum of three uniform numbers, scaled to [0, 1): a bell around 0.5 with a standard deviation
-- of 1/6 that ends where the target ends.
CREATE FUNCTION pg_temp.bell(key bigint, purpose integer)
RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (pg_temp.uniform(key, purpose, 1) + pg_temp.uniform(key, purpose, 2)
        + pg_temp.uniform(key, purpose, 3)) / 3;

-- A waiting time in milliseconds, log-logistic with shape 2: as skewed as people's log-normal
-- hesitation, and needs no exp().  At most 20 minutes, so that it never splits a visit.
CREATE FUNCTION pg_temp.wait_ms(median float8, u float8)
RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN floor(least(median * sqrt(u / (1 - u)), 1200000))::bigint;

-- Identifiers as a tracker makes them; nth and the number after it select one of several per key.
CREATE FUNCTION pg_temp.to_uuid(key bigint, nth integer)
RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (lpad(to_hex(hashint8extended(key, :for_id * 65536 + nth)), 16, '0')
        || lpad(to_hex(hashint8extended(key, :for_id * 65536 + nth + 1)), 16, '0'))::uuid;

---------------------------------------------------------------------------------------------------
-- Visitors
---------------------------------------------------------------------------------------------------

-- Shares become exact counts by ranking: of n people in random order, those with
-- rank - 0.5 < share * n are round(share * n) people.
CREATE TEMP TABLE demo_visitor ON COMMIT DROP AS
WITH device_range AS (
    SELECT device, entered_share,
           sum(visitor_share) OVER (ORDER BY device) - visitor_share AS low,
           sum(visitor_share) OVER (ORDER BY device) AS high
    FROM demo_devices
), ranked AS (
    SELECT visitor_id,
           row_number() OVER (ORDER BY pg_temp.uniform(visitor_id, :for_device), visitor_id) - 0.5
               AS rank
    FROM generate_series(1, :visitors) AS visitor_id
), with_device AS (
    SELECT visitor_id, device,
           row_number() OVER (PARTITION BY device
                              ORDER BY pg_temp.uniform(visitor_id, :for_entry), visitor_id) - 0.5
               < entered_share * count(*) OVER (PARTITION BY device) AS entered
    FROM ranked
    JOIN device_range ON rank >= low * :visitors AND rank < high * :visitors
), with_rank AS (
    SELECT visitor_id, device, entered,
           row_number() OVER (PARTITION BY device, entered
                              ORDER BY pg_temp.uniform(visitor_id, :for_funnel), visitor_id) - 0.5
               AS rank,
           count(*) OVER (PARTITION BY device, entered) AS people
    FROM with_device
)
SELECT visitor_id, device, entered,
       CASE WHEN entered THEN level ELSE 0 END AS level,
       CASE WHEN NOT entered THEN 'never'
            WHEN rank < in_time * later_visit_share * people THEN 'later'
            WHEN rank < in_time * people THEN 'at once'
            WHEN rank < (in_time + late_share) * people THEN 'late'
            ELSE 'never' END AS buys
FROM with_rank
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE rank < share * people) AS level,
           max(share) FILTER (WHERE event_name = 'purchase') AS in_time,
           max(late_share) AS late_share,
           max(later_visit_share) AS later_visit_share
    FROM demo_funnel
    WHERE demo_funnel.device = with_rank.device
) AS funnel;

---------------------------------------------------------------------------------------------------
-- Visits: 28 days from Monday, 2026-01-05, to Sunday, 2026-02-01, in UTC
---------------------------------------------------------------------------------------------------

CREATE TEMP TABLE demo_visit ON COMMIT DROP AS
WITH hour_weight AS (
    -- Relative traffic of the 672 hours: quiet nights, a lunch and an evening peak, calm weekends.
    SELECT array_agg(total ORDER BY hour) AS running_total
    FROM (
        SELECT hour, sum(
                   ('{10,11,11,10,9,6,7}'::int[])[hour / 24 % 7 + 1]
                   * ('{6,4,3,2,2,3,8,18,32,44,50,52,56,54,50,48,46,44,46,52,56,48,30,14}'::int[]
                     )[hour % 24 + 1]) OVER (ORDER BY hour)::float8 AS total
        FROM generate_series(0, 671) AS hour
    ) AS hours
), first_visit AS (
    -- Visitors who come back to buy must come early enough to do so within the four weeks.  The
    -- last two hours stay free so that every visit ends in time.
    SELECT visitor_id, device, entered, level, buys,
           timestamptz '2026-01-05 00:00+00'
           + interval '1 hour'
             * width_bucket(pg_temp.uniform(visitor_id, :for_first_visit)
                            * running_total[CASE buys WHEN 'late' THEN 15 * 24
                                                      WHEN 'later' THEN 24 * 24
                                                      ELSE 28 * 24 - 2 END],
                            running_total)
           + interval '1 millisecond'
             * floor(pg_temp.uniform(visitor_id, :for_minute) * 3600000) AS started_at
    FROM demo_visitor
    CROSS JOIN hour_weight
), return_gap AS (
    -- Days since the visit before.  Buyers who return do so once; of the other visitors 30 %
    -- return, and a third of these again, unless that would be after the four weeks.
    SELECT visitor_id, visit_no,
           CASE buys WHEN 'late' THEN 8 + floor(pg_temp.uniform(key, :for_return_day) * 5)
                     WHEN 'later' THEN 1 + floor(pg_temp.uniform(key, :for_return_day) * 3)
                     ELSE 1 + floor(pg_temp.uniform(key, :for_return_day) * 9) END
           + (pg_temp.uniform(key, :for_return_hour) - 0.5) / 6 AS days
    FROM demo_visitor
    CROSS JOIN generate_series(2, 3) AS visit_no
    CROSS JOIN LATERAL (SELECT visitor_id::bigint * 4 + visit_no AS key) AS visit
    WHERE CASE WHEN buys IN ('late', 'later') THEN visit_no = 2
               ELSE pg_temp.uniform(visitor_id, :for_return)
                    < CASE visit_no WHEN 2 THEN 0.3 ELSE 0.1 END END
), visit AS (
    SELECT visitor_id, 1 AS visit_no, 0::float8 AS days FROM demo_visitor
    UNION ALL
    SELECT visitor_id, visit_no,
           sum(days) OVER (PARTITION BY visitor_id ORDER BY visit_no)
    FROM return_gap
)
SELECT visitor_id, visit_no, visitor_id::bigint * 4 + visit_no AS visit_key, device, entered, level,
       CASE WHEN buys = 'at once' THEN visit_no = 1
            WHEN buys = 'never' THEN false
            ELSE visit_no = 2 END AS buys_now,
       buys, visit_start AS started_at
FROM visit
JOIN first_visit USING (visitor_id)
CROSS JOIN LATERAL (
    SELECT started_at + interval '1 millisecond' * floor(days * 86400000) AS visit_start
) AS shifted
WHERE visit_start < timestamptz '2026-02-01 22:00+00';

---------------------------------------------------------------------------------------------------
-- Views: one per visit and page, always in the order of the pages
---------------------------------------------------------------------------------------------------

CREATE TEMP TABLE demo_view ON COMMIT DROP AS
WITH path AS (
    SELECT visitor_id, visit_key, device, started_at, visit_key * 8 + page_no AS view_key, url_path,
           lead(url_path) OVER (PARTITION BY visit_key ORDER BY page_no) AS next_path
    FROM demo_visit
    CROSS JOIN (VALUES (1, '/'), (2, '/pricing'), (3, '/cart'), (4, '/checkout'), (5, '/thanks'))
        AS page (page_no, url_path)
    -- A visit that returns to buy goes straight to the cart: from the landing page when the
    -- purchase is in time, from a bookmark when it is late.  Nobody sees the plans for the first
    -- time in a later visit, because then the shares of the funnel would not hold.
    WHERE CASE url_path
          WHEN '/' THEN entered AND NOT (visit_no = 2 AND buys = 'late')
          WHEN '/pricing' THEN CASE WHEN NOT entered THEN true
                                    WHEN visit_no = 1 THEN level >= 2
                                    ELSE level >= 2 AND NOT buys_now
                                         AND pg_temp.uniform(visit_key, :for_second_page) < 0.5 END
          WHEN '/cart' THEN buys_now
                            OR visit_no = 1
                               AND (level >= 3
                                    OR NOT entered AND pg_temp.uniform(visit_key, :for_cart) < 0.25)
          WHEN '/checkout' THEN buys_now
                                OR visit_no = 1 AND level = 3 AND buys = 'never'
                                   AND pg_temp.uniform(visit_key, :for_checkout) < 0.4
          ELSE buys_now END
), ranked AS (
    -- Rank 0 is the deepest view of its device and page.
    SELECT *,
           row_number() OVER (PARTITION BY device, url_path
                              ORDER BY pg_temp.uniform(view_key, :for_depth), view_key) - 1 AS rank,
           count(*) OVER (PARTITION BY device, url_path) AS views
    FROM path
), knot AS (
    SELECT device, url_path, scroll_pct, reach,
           lead(scroll_pct) OVER by_depth AS next_pct,
           lead(reach, 1, 0::numeric) OVER by_depth AS next_reach,
           first_value(scroll_pct) OVER by_depth AS fold_pct
    FROM demo_scroll
    WINDOW by_depth AS (PARTITION BY device, url_path ORDER BY scroll_pct)
), with_depth AS (
    -- The reach curve read backwards.  Rounding down keeps the counts at the knots exact.
    SELECT ranked.*, fold_pct, page_h, viewport_h,
           floor(scroll_pct + coalesce((next_pct - scroll_pct) * (reach - (rank + 0.5) / views)
                                       / (reach - next_reach), 0))::int AS pct
    FROM ranked
    JOIN knot ON knot.device = ranked.device AND knot.url_path = ranked.url_path
             AND rank + 0.5 < reach * views AND rank + 0.5 >= next_reach * views
    JOIN demo_pages ON demo_pages.device = ranked.device AND demo_pages.url_path = ranked.url_path
)
-- People scroll by at most 0.8 screens at a time, so that nothing is skipped.
SELECT visitor_id, visit_key, view_key, device, url_path, next_path, started_at, rank, views, depth,
       pct, page_h, viewport_h, ceil((depth - viewport_h) / (0.8 * viewport_h))::int AS scrolls
FROM with_depth
CROSS JOIN LATERAL (
    SELECT CASE WHEN pct = fold_pct THEN viewport_h ELSE pct * page_h / 100 END AS depth
) AS bottom;

CREATE INDEX ON demo_view (device, url_path, rank);
ANALYZE demo_view;

---------------------------------------------------------------------------------------------------
-- Clicks
---------------------------------------------------------------------------------------------------

-- Every page has clicks_per_view * views clicks.  Cumulated and rounded shares divide them among
-- the parts: the targets, clicks that land beside each of them, and clicks that are aimed at no
-- target.  So each part gets its share rounded up or down, and nothing is left over.
CREATE TEMP TABLE demo_part ON COMMIT DROP AS
WITH traffic AS (
    SELECT device, url_path, count(*) AS views, round(clicks_per_view * count(*)) AS clicks
    FROM demo_view
    JOIN demo_pages USING (device, url_path)
    GROUP BY device, url_path, clicks_per_view
), target AS (
    SELECT device, url_path, name, kind, share, leads_to, miss_share,
           sum(share) OVER (PARTITION BY device, url_path) AS all_shares,
           (area[1])[0]::int AS x_min, (area[1])[1]::int AS y_min,
           (area[0])[0]::int AS x_max, (area[0])[1]::int AS y_max
    FROM demo_targets
    JOIN demo_pages USING (device, url_path)
), part AS (
    SELECT device, url_path, 'hit' AS lands, name, kind, leads_to, share,
           x_min, y_min, x_max, y_max, y_max + 20 AS depth_needed
    FROM target
    UNION ALL
    SELECT device, url_path, 'miss', name, kind, NULL, miss_share * share / all_shares,
           x_min, y_min, x_max, y_max, y_max + 20
    FROM target
    UNION ALL
    SELECT device, url_path, lands, '', NULL, NULL, share, 0, 0, page_w, viewport_h, 0
    FROM demo_pages
    CROSS JOIN LATERAL (VALUES ('noise', noise_share), ('outside', outside_share))
        AS aimless (lands, share)
), cumulated AS (
    SELECT *, row_number() OVER by_part AS part_no,
           sum(share) OVER (PARTITION BY device, url_path ORDER BY lands, name) AS upper_share
    FROM part
    WINDOW by_part AS (ORDER BY device, url_path, lands, name)
)
SELECT part_no::int, device, url_path, lands, name, kind, leads_to, depth_needed,
       x_min, y_min, x_max, y_max, views,
       (round(upper_share * clicks) - round((upper_share - share) * clicks))::int AS clicks,
       -- Only visitors who scrolled far enough can click there: the views of the lowest ranks.
       (SELECT count(*) FROM demo_view
        WHERE demo_view.device = cumulated.device AND demo_view.url_path = cumulated.url_path
          AND depth >= depth_needed) AS eligible_views
FROM cumulated
JOIN traffic USING (device, url_path);

ANALYZE demo_part;

-- The view that each click belongs to.  The clicks of one group (a burst, or a single click) follow
-- each other without a pause.
CREATE TEMP TABLE demo_planned_click ON COMMIT DROP AS
WITH exit_click AS (
    -- The click that opens the next page, on one of the links to it that the view has reached.
    SELECT part_no, rank, view_key
    FROM demo_view
    CROSS JOIN LATERAL (
        SELECT part_no
        FROM (SELECT part_no,
                     sum(clicks) OVER (ORDER BY part_no) AS upper_clicks,
                     sum(clicks) OVER () AS all_clicks
              FROM demo_part
              WHERE demo_part.device = demo_view.device
                AND demo_part.url_path = demo_view.url_path
                AND leads_to = next_path AND depth_needed <= depth) AS link
        WHERE upper_clicks > pg_temp.uniform(view_key, :for_exit) * all_clicks
        ORDER BY part_no
        LIMIT 1
    ) AS chosen
), burst AS (
    -- The i-th burst is in the i-th of equal slices of the eligible views, so no view has two.
    SELECT part_no, burst_no, min_clicks + burst_no % (max_clicks - min_clicks + 1) AS clicks,
           burst_no * eligible_views / bursts
           + floor(pg_temp.uniform(burst_no, :for_burst, part_no)
                   * (eligible_views / bursts))::bigint AS rank
    FROM demo_rage
    JOIN demo_part USING (device, url_path, name)
    CROSS JOIN LATERAL (SELECT round(burst_share * views)::int AS bursts) AS total
    CROSS JOIN LATERAL generate_series(0, bursts - 1) AS burst_no
    WHERE lands = 'hit'
), spent AS (
    SELECT part_no, sum(clicks)::int AS clicks
    FROM (SELECT part_no, count(*) AS clicks FROM exit_click GROUP BY part_no
          UNION ALL
          SELECT part_no, sum(clicks) FROM burst GROUP BY part_no) AS exits_and_bursts
    GROUP BY part_no
), single AS (
    -- The rest of a part's clicks, spread over its eligible views in the same way.
    SELECT part_no, single_no,
           single_no * eligible_views / singles
           + floor(pg_temp.uniform(single_no, :for_view, part_no)
                   * (eligible_views / singles))::bigint AS rank
    FROM demo_part
    LEFT JOIN spent USING (part_no)
    CROSS JOIN LATERAL (SELECT demo_part.clicks - coalesce(spent.clicks, 0) AS singles) AS rest
    CROSS JOIN LATERAL generate_series(0, singles - 1) AS single_no
), click AS (
    SELECT part_no, rank, 1 AS sort, view_key AS nth, 0 AS in_group FROM exit_click
    UNION ALL
    SELECT part_no, rank, 2, burst_no, in_group
    FROM burst
    CROSS JOIN LATERAL generate_series(0, clicks - 1) AS in_group
    UNION ALL
    SELECT part_no, rank, 3, single_no, 0 FROM single
)
SELECT part_no, rank, sort = 1 AS is_exit, sort = 2 AS in_burst, in_group,
       row_number() OVER (ORDER BY part_no, sort, nth, in_group) AS click_key
FROM click;

ANALYZE demo_planned_click;

-- Where each click lands on the page, and where the page stands on the screen at that moment.
CREATE TEMP TABLE demo_click ON COMMIT DROP AS
WITH click AS (
    SELECT click_key, click_key - in_group AS group_key, in_group, is_exit, in_burst, lands, kind,
           x_min, y_min, x_max, y_max, demo_view.*
    FROM demo_planned_click
    JOIN demo_part USING (part_no)
    JOIN demo_view USING (device, url_path, rank)
), landed AS (
    SELECT click.*,
           CASE lands
           WHEN 'hit' THEN
               CASE WHEN in_burst  -- at most 14 px from the others in each direction
                    THEN x_min + 7 + floor((x_max - x_min - 14) * pg_temp.bell(group_key, :for_x))
                         + floor(pg_temp.uniform(click_key, :for_x) * 15) - 7
                    WHEN kind = 'row'  -- squared: the label is at the left
                    THEN x_min + floor((x_max - x_min) * pg_temp.bell(click_key, :for_x)
                                       * pg_temp.bell(click_key, :for_x))
                    ELSE x_min + floor((x_max - x_min) * pg_temp.bell(click_key, :for_x)) END
           WHEN 'miss' THEN
               CASE side WHEN 0 THEN x_min - beside
                         WHEN 1 THEN x_max - 1 + beside
                         ELSE x_min + floor((x_max - x_min) * pg_temp.bell(click_key, :for_x)) END
           WHEN 'noise' THEN noise_x
           ELSE CASE side WHEN 0 THEN -beside
                          WHEN 1 THEN x_max + beside
                          ELSE floor(x_max * pg_temp.uniform(click_key, :for_x)) END
           END::int AS page_x,
           CASE lands
           WHEN 'hit' THEN
               CASE WHEN in_burst
                    THEN y_min + 7 + floor((y_max - y_min - 14) * pg_temp.bell(group_key, :for_y))
                         + floor(pg_temp.uniform(click_key, :for_y) * 15) - 7
                    ELSE y_min + floor((y_max - y_min) * pg_temp.bell(click_key, :for_y)) END
           WHEN 'miss' THEN
               CASE side WHEN 2 THEN y_min - beside
                         WHEN 3 THEN y_max - 1 + beside
                         ELSE y_min + floor((y_max - y_min) * pg_temp.bell(click_key, :for_y)) END
           WHEN 'noise' THEN noise_y
           ELSE CASE WHEN side >= 2 THEN -beside
                     ELSE floor(y_max * pg_temp.uniform(click_key, :for_y)) END
           END::int AS page_y
    FROM click
    CROSS JOIN LATERAL (
        -- Beside a target by 1 to 14 px, mostly by a few, at its left, right, top or bottom (0 to
        -- 3): a long side is missed more often than a short one.
        SELECT floor(pg_temp.uniform(click_key, :for_side, 3) * 2)::int
               + CASE WHEN pg_temp.uniform(click_key, :for_side) * (x_max - x_min + y_max - y_min)
                           < y_max - y_min THEN 0 ELSE 2 END AS side,
               1 + floor(14 * pg_temp.uniform(click_key, :for_side, 1)
                         * pg_temp.uniform(click_key, :for_side, 2)) AS beside
    ) AS off
    LEFT JOIN LATERAL (
        -- Aimless clicks: anywhere that was on screen, more often in the middle than at the sides,
        -- but not on a target, so that the shares of the targets stay exact.
        SELECT noise_x, noise_y
        FROM generate_series(1, 50) AS try
        CROSS JOIN LATERAL (
            SELECT floor(x_max * (pg_temp.uniform(click_key, :for_x, 2 * try)
                                  + pg_temp.uniform(click_key, :for_x, 2 * try + 1)) / 2)
                       AS noise_x,
                   floor(depth * pg_temp.uniform(click_key, :for_y, try)) AS noise_y
        ) AS spot
        WHERE lands = 'noise'
          AND NOT EXISTS (SELECT FROM demo_targets
                          WHERE demo_targets.device = click.device
                            AND demo_targets.url_path = click.url_path
                            AND area @> point(noise_x + 0.5, noise_y + 0.5))
        ORDER BY try
        LIMIT 1
    ) AS noise ON true
), seen AS (
    -- The number of the scroll that brought the spot into view, one for all clicks of a burst.
    SELECT landed.*, CASE WHEN bottom <= viewport_h THEN 0
                          ELSE ceil((bottom - viewport_h) * scrolls
                                    / (depth - viewport_h)::float8)::int END AS seen_at
    FROM landed
    CROSS JOIN LATERAL (
        SELECT CASE WHEN in_burst THEN y_max ELSE page_y + 1 END AS bottom
    ) AS spot
)
SELECT visitor_id, visit_key, view_key, device, url_path, started_at,
       click_key, group_key, in_group, is_exit, page_x, page_y,
       page_x AS x,
       page_y - CASE WHEN seen_at > 0
                     THEN ceil((depth - viewport_h) * seen_at / scrolls::float8)::int
                     ELSE 0 END AS y,
       -- Spots on the first screen are clicked before scrolling, or after a return to the top.
       CASE WHEN seen_at = 0 AND pg_temp.uniform(group_key, :for_stage) < 0.3 THEN scrolls + 1
            ELSE seen_at END AS stage,
       lands <> 'hit' OR kind IN ('dead', 'broken') AS is_dead
FROM seen;

---------------------------------------------------------------------------------------------------
-- Events
---------------------------------------------------------------------------------------------------

CREATE TABLE events (
    heatmap_event_id  uuid NOT NULL,
    website_id        uuid NOT NULL,
    session_id        uuid NOT NULL,
    visit_id          uuid NOT NULL,
    visitor_id        bigint NOT NULL,
    device            text NOT NULL,
    url_path          varchar(500) NOT NULL,
    event_type        integer NOT NULL,
    event_name        varchar(50),
    x                 integer,
    y                 integer,
    page_x            integer,
    page_y            integer,
    page_w            integer,
    page_h            integer,
    viewport_w        integer,
    viewport_h        integer,
    scroll_pct        integer,
    is_dead           boolean,
    created_at        timestamptz(6) NOT NULL
);

COMMENT ON TABLE events IS 'Generated click stream, 2026-01-05 to 2026-02-01; one row per event';
COMMENT ON COLUMN events.session_id IS 'one per visitor';
COMMENT ON COLUMN events.visit_id IS 'one per visit; a visit views a page once at most';
COMMENT ON COLUMN events.event_type IS '1 click, 2 scroll, 3 page view, 4 custom';
COMMENT ON COLUMN events.event_name IS
    'custom events: view_landing, view_product, add_to_cart, purchase';
COMMENT ON COLUMN events.x IS 'clicks: pixels from the left edge of the viewport';
COMMENT ON COLUMN events.y IS 'clicks: pixels from the top edge of the viewport';
COMMENT ON COLUMN events.page_x IS 'clicks: pixels from the left edge of the page';
COMMENT ON COLUMN events.page_y IS 'clicks: pixels from the top of the page';
COMMENT ON COLUMN events.scroll_pct IS
    'scrolls: lowest point of the page shown so far, in percent of page_h';
COMMENT ON COLUMN events.is_dead IS 'clicks: the page did not react';

-- A visit's events in order, each with the time since the one before.
INSERT INTO events
WITH step AS (
    SELECT visit_key, view_key, -2 AS stage, 0::float8 AS turn, 0 AS in_group,
           CASE WHEN row_number() OVER (PARTITION BY visit_key ORDER BY view_key) = 1 THEN 0
                ELSE 300 + pg_temp.wait_ms(400, pg_temp.uniform(view_key, :for_pause)) END AS wait,
           visitor_id, device, url_path, started_at, 3 AS event_type, NULL AS event_name,
           NULL::int AS x, NULL::int AS y, NULL::int AS page_x, NULL::int AS page_y,
           NULL::int AS scroll_pct, NULL::boolean AS is_dead
    FROM demo_view
    UNION ALL
    SELECT visit_key, view_key, -1, 0, 0,
           20 + floor(pg_temp.uniform(view_key, :for_pause, 1) * 40)::bigint,
           visitor_id, device, url_path, started_at, 4,
           CASE url_path WHEN '/' THEN 'view_landing' ELSE 'view_product' END,
           NULL, NULL, NULL, NULL, NULL, NULL
    FROM demo_view
    WHERE url_path IN ('/', '/pricing')
    UNION ALL
    -- The tracker reports the fold at once and then each new maximum.
    SELECT visit_key, view_key, scroll_no, 0, 0,
           CASE scroll_no WHEN 0 THEN 250 ELSE 500 END
           + pg_temp.wait_ms(CASE scroll_no WHEN 0 THEN 100 ELSE 2400 END,
                             pg_temp.uniform(view_key, :for_pause, 2 + scroll_no)),
           visitor_id, device, url_path, started_at, 2, NULL, NULL, NULL, NULL, NULL,
           CASE WHEN scroll_no = scrolls THEN pct
                ELSE round(100.0 * (viewport_h + (depth - viewport_h) * scroll_no / scrolls)
                           / page_h)::int END,
           NULL
    FROM demo_view
    CROSS JOIN LATERAL generate_series(0, scrolls) AS scroll_no
    UNION ALL
    -- People hesitate for at least 1.2 seconds before they click, except in a burst.
    SELECT visit_key, view_key, CASE WHEN is_exit THEN 1000 ELSE stage END,
           1 + pg_temp.uniform(group_key, :for_stage, 1), in_group,
           CASE WHEN in_group = 0
                THEN 1200 + pg_temp.wait_ms(2200, pg_temp.uniform(click_key, :for_hesitation))
                ELSE 130 + floor(pg_temp.uniform(click_key, :for_hesitation) * 520)::bigint END,
           visitor_id, device, url_path, started_at, 1, NULL, x, y, page_x, page_y, NULL, is_dead
    FROM demo_click
    UNION ALL
    SELECT visit_key, view_key, 1001, 0, 0,
           80 + floor(pg_temp.uniform(view_key, :for_pause, 1000) * 220)::bigint,
           visitor_id, device, url_path, started_at, 4,
           CASE url_path WHEN '/pricing' THEN 'add_to_cart' ELSE 'purchase' END,
           NULL, NULL, NULL, NULL, NULL, NULL
    FROM demo_view
    WHERE url_path = '/pricing' AND next_path = '/cart'
       OR url_path = '/checkout' AND next_path = '/thanks'
), timed AS (
    SELECT *, started_at + interval '1 millisecond' * sum(wait) OVER (
                  PARTITION BY visit_key ORDER BY view_key, stage, turn, in_group)::float8
                  AS created_at
    FROM step
)
SELECT pg_temp.to_uuid(row_number() OVER (ORDER BY created_at, view_key, stage, turn, in_group), 4),
       '7b0e9f52-6d1c-4c39-9d0e-5a2f3c8e1b47', pg_temp.to_uuid(visitor_id, 0),
       pg_temp.to_uuid(visit_key, 2), visitor_id, device, url_path, event_type, event_name,
       x, y, page_x, page_y, page_w, page_h, viewport_w, viewport_h, scroll_pct, is_dead, created_at
FROM timed
JOIN demo_pages USING (device, url_path)
ORDER BY created_at, view_key, stage, turn, in_group;

ALTER TABLE events ADD PRIMARY KEY (heatmap_event_id);
CREATE INDEX ON events (url_path, device, event_type);
CREATE INDEX ON events (visitor_id, created_at);
ANALYZE events, demo_devices, demo_pages, demo_targets, demo_scroll, demo_funnel, demo_rage;

---------------------------------------------------------------------------------------------------
-- The A/B test
---------------------------------------------------------------------------------------------------

CREATE TABLE demo_changes (
    kind     text PRIMARY KEY,
    b_share  numeric NOT NULL
);

COMMENT ON TABLE demo_changes IS
    'Ground truth: what the variants change; nothing else differs but by chance';
COMMENT ON COLUMN demo_changes.kind IS
    'bought: visitors with a purchase; video: those without a cart who clicked hero video on a desktop';
COMMENT ON COLUMN demo_changes.b_share IS
    'share of these visitors who saw variant b';

INSERT INTO demo_changes VALUES ('bought', 0.60), ('video', 0.80);

-- What brings visitors to b is balanced by the others who came as far, with a cart or without: both
-- groups are divided into halves, so that the variants differ in nothing else.
CREATE TABLE demo_variants AS
WITH visitor AS (
    SELECT visitor_id, device,
           coalesce(bool_or(event_name = 'purchase'), false) AS bought,
           coalesce(bool_or(event_name IN ('add_to_cart', 'purchase')), false) AS has_cart,
           coalesce(bool_or(event_type = 1 AND events.device = 'desktop' AND url_path = '/'
                            AND page_x >= (area[1])[0] AND page_x < (area[0])[0]
                            AND page_y >= (area[1])[1] AND page_y < (area[0])[1]), false) AS video
    FROM events
    CROSS JOIN (SELECT area FROM demo_targets
                WHERE device = 'desktop' AND url_path = '/' AND name = 'hero video') AS hero
    GROUP BY visitor_id, device
), numbered AS (
    SELECT visitor_id, b_share, changed,
           count(*) OVER same_group AS group_size,
           count(*) FILTER (WHERE changed) OVER same_group AS changed_size,
           row_number() OVER (PARTITION BY device, has_cart, changed
                              ORDER BY pg_temp.uniform(visitor_id, :for_variant), visitor_id) AS number
    FROM (SELECT *, CASE WHEN has_cart THEN bought ELSE video END AS changed FROM visitor) AS v
    JOIN demo_changes ON kind = CASE WHEN has_cart THEN 'bought' ELSE 'video' END
    WINDOW same_group AS (PARTITION BY device, has_cart)
)
SELECT visitor_id,
       CASE WHEN number <= CASE WHEN changed THEN round(changed_size * b_share)
                                ELSE round(group_size / 2.0) - round(changed_size * b_share) END
            THEN 'b' ELSE 'a' END AS variant
FROM numbered;

COMMENT ON TABLE demo_variants IS 'The variant of an A/B test that each visitor saw';
ALTER TABLE demo_variants ADD PRIMARY KEY (visitor_id);
ANALYZE demo_variants, demo_changes;

DROP FUNCTION pg_temp.to_uuid, pg_temp.wait_ms, pg_temp.bell, pg_temp.uniform;

COMMIT;

\set QUIET :quiet_before
\unset quiet_before
