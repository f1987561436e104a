// Opens the built page in Chromium, and compares what it shows with what the database says.
//
//     npm run build && npm run check
//
// The numbers are counted here in plain SQL, without the extension.
import {readFile} from "node:fs/promises";
import http from "node:http";
import {extname, join} from "node:path";
import {fileURLToPath} from "node:url";
import pg from "pg";
import puppeteer from "puppeteer-core";

const dist = fileURLToPath(new URL("dist", import.meta.url));
const types = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".json": "application/json"};
const sections = ["click-map", "areas", "funnel", "variants", "scroll", "paths", "retention", "daily"];

const count = (n) => Number(n).toLocaleString("en-US");
const percent = (share) => `${(100 * share).toFixed(1)}%`;

let tests = 0;
let failures = 0;
function is(got, expected, name) {
  const ok = JSON.stringify(got) === JSON.stringify(expected);
  console.log(`${ok ? "ok" : "not ok"} ${++tests} - ${name}`);
  if (ok) return;
  failures++;
  console.log(`#      got: ${JSON.stringify(got)}\n# expected: ${JSON.stringify(expected)}`);
}

// What follows a row `landing` of events: the further steps of the funnel, each behind the one before.
const steps = `
           LEFT JOIN events AS product ON product.event_name = 'view_product'
                AND product.visitor_id = landing.visitor_id AND product.created_at > landing.created_at
                AND product.created_at <= landing.created_at + interval '168 hours'
           LEFT JOIN events AS cart ON cart.event_name = 'add_to_cart'
                AND cart.visitor_id = product.visitor_id AND cart.created_at > product.created_at
                AND cart.created_at <= landing.created_at + interval '168 hours'
           LEFT JOIN events AS purchase ON purchase.event_name = 'purchase'
                AND purchase.visitor_id = cart.visitor_id AND purchase.created_at > cart.created_at
                AND purchase.created_at <= landing.created_at + interval '168 hours'`;

async function counted() {
  const client = new pg.Client();
  await client.connect();
  const rows = async (sql) => (await client.query(sql)).rows;
  try {
    const [{views, days}] = await rows(`
      SELECT count(*) FILTER (WHERE event_type = 3 AND url_path = '/') AS views,
             count(DISTINCT date_trunc('day', created_at, 'UTC')) AS days
      FROM events`);
    const clicks = await rows(`
      SELECT device, count(*) AS clicks FROM events WHERE event_type = 1 AND url_path = '/'
      GROUP BY device ORDER BY clicks DESC`);
    const [funnel] = await rows(`
      SELECT count(DISTINCT landing.visitor_id) AS "landing page", count(DISTINCT product.visitor_id) AS product,
             count(DISTINCT cart.visitor_id) AS cart, count(DISTINCT purchase.visitor_id) AS purchase
      FROM events AS landing
           ${steps}
      WHERE landing.event_name = 'view_landing'`);
    const [{people}] = await rows(`
      SELECT count(DISTINCT visitor_id) AS people FROM events
      WHERE event_type = 1 AND url_path = '/' AND device = 'desktop' AND page_x BETWEEN 0 AND page_w AND page_y BETWEEN 0 AND page_h`);
    const variants = await rows(`
      SELECT variant, count(DISTINCT landing.visitor_id) AS landing, count(DISTINCT purchase.visitor_id) AS purchase
      FROM demo_variants JOIN events AS landing USING (visitor_id)
           ${steps}
      WHERE landing.event_name = 'view_landing' GROUP BY variant ORDER BY variant`);
    const retention = await rows(`
      WITH start AS (
        SELECT date_trunc('week', min(created_at), 'UTC') AS week, max(created_at) AS last FROM events
      ), cohort AS (
        SELECT DISTINCT visitor_id FROM events, start WHERE created_at < week + interval '168 hours'
      )
      SELECT to_char(week AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS cohort, count(DISTINCT visitor_id) AS visitors
      FROM start CROSS JOIN generate_series(week, last, interval '168 hours') AS later
           LEFT JOIN (events JOIN cohort USING (visitor_id))
             ON created_at >= later AND created_at < later + interval '168 hours'
      GROUP BY week, later ORDER BY later`);
    return {views, days, clicks, people, funnel, variants, retention};
  } finally {
    await client.end();
  }
}

async function check(browser, url, expected) {
  const page = await browser.newPage();
  const trouble = [];
  const elsewhere = [];
  page.on("console", (message) => ["error", "warn"].includes(message.type()) && trouble.push(message.text()));
  page.on("pageerror", (error) => trouble.push(error.message));
  page.on("requestfailed", (request) => trouble.push(`${request.url()} failed`));
  page.on("response", (response) => response.status() >= 400 && trouble.push(`${response.url()} ${response.status()}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith("data:")) elsewhere.push(request.url());
  });
  const text = (selector) => page.$$eval(selector, (elements) => elements.map((d) => d.textContent.trim()));

  const backgrounds = new Set();
  for (const [width, scheme] of [[1280, "light"], [1280, "dark"], [390, "light"], [390, "dark"]]) {
    await page.setViewport({width, height: 900});
    await page.emulateMediaFeatures([{name: "prefers-color-scheme", value: scheme}]);
    await page.goto(url, {waitUntil: "networkidle0"});
    // All charts of the page, each with a name for those who do not see it.
    const charts = await page.$$eval("section [role=img][aria-label], section table[aria-label]", (elements) =>
      elements.map((d) => ({section: d.closest("section").id, box: d.getBoundingClientRect().toJSON()})));
    is(charts.map((d) => d.section), sections, `${width} px, ${scheme}: each section has a chart with a label`);
    is(charts.filter(({box}) => box.width < 0.6 * Math.min(width / 2, 390) || box.height < 100), [],
      `${width} px, ${scheme}: charts have a size`);
    is(await page.$$eval(":root, .wide, .scroll", (elements) =>
      elements.filter((d) => d.scrollWidth > d.clientWidth).map((d) => d.className || d.tagName)), [],
      `${width} px, ${scheme}: nothing is wider than its place`);
    backgrounds.add(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor));
  }
  is(backgrounds.size, 2, "light and dark have backgrounds of their own");

  is(await text("#views"), [count(expected.views)], "views of the landing page");
  is(await text("#days"), [count(expected.days)], "number of days");
  is(await text("#clicks"), [count(expected.clicks.reduce((sum, d) => sum + Number(d.clicks), 0))],
    "clicks on the landing page");
  is(await text("#device option"), expected.clicks.map((d) => d.device), "devices to choose from");
  for (const {device, clicks} of expected.clicks) {
    await page.select("#device", device);
    await page.waitForFunction((device) =>
      document.querySelector("#areas [role=img]")?.ariaLabel.endsWith(device), {}, device);
    is(await text("#device-clicks"), [count(clicks)], `clicks on the landing page, ${device}`);
    is(await page.$eval("#click-map image", async (image) => {
      const picture = new Image();
      picture.src = image.getAttribute("href");
      await picture.decode();
      return picture.naturalWidth > 1 && picture.naturalHeight > 1;
    }), true, `the picture of the clicks is one, ${device}`);
  }

  await page.select("#device", "desktop");
  for (const [layer, pictures] of [["people", 1], ["change", 2], ["clicks", 1]]) {
    await page.select("#layer", layer);
    await page.waitForFunction((n) => document.querySelectorAll("#click-map image").length === n, {}, pictures);
  }
  await page.select("#layer", "people");
  await page.waitForFunction((people) => document.querySelector("#click-map").textContent.includes(people), {timeout: 5000},
    `${count(expected.people)} people`);
  is(await page.$$eval("#click-map image", (images) => images.length), 1, "people who clicked on the landing page");

  const funnel = await text("#funnel svg text");
  for (const [label, reached] of Object.entries(expected.funnel)) {
    is([funnel.includes(label), funnel.filter((d) => d.startsWith(`${count(reached)} (`)).length], [true, 1],
      `funnel: visitors who reached "${label}"`);
  }
  is(await text("#buyers"), [count(expected.funnel.purchase)], "buyers");

  const [a, b] = expected.variants.map((d) => d.purchase / d.landing);
  is((await text("#variants svg text")).filter((d) => d === `+${(100 * (b - a)).toFixed(1)}`).length, 1,
    "variants: how many more buy");
  is((await text("#variants p"))[0].endsWith("More than chance: purchase."), true, "variants: only that is more than chance");

  const [{cohort, visitors}, ...later] = expected.retention;
  is(await text("#retention tbody tr:first-child > *"),
    [cohort, count(visitors), ...later.map((d) => percent(d.visitors / visitors))], "retention of the first week");

  const labels = await text("section text, section h2, section th, section label, figure span");
  is(["Device", "Part of the page’s height, from its top (%)", "Views that come there (%)", "Visits", "Week of",
    "desktop", "hero start"].filter((d) => !labels.includes(d)), [], "labels in words");
  is(trouble, [], "no error, warning or failed request");
  is(elsewhere, [], "no request to another server");
}

const server = http.createServer(async (request, response) => {
  const {pathname} = new URL(request.url, "http://127.0.0.1");
  const file = pathname.endsWith("/") ? `${pathname}index.html` : pathname;
  try {
    const body = await readFile(join(dist, decodeURIComponent(file)));
    response.writeHead(200, {"content-type": types[extname(file)] ?? "application/octet-stream"}).end(body);
  } catch {
    response.writeHead(404).end();
  }
});

let browser;
try {
  const expected = await counted();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  browser = await puppeteer.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox"] // Chromium does not start as root with it, and this page is all it opens
  });
  await check(browser, `http://127.0.0.1:${server.address().port}/`, expected);
  console.log(`1..${tests}`);
} finally {
  await browser?.close();
  server.closeAllConnections();
  server.close();
}
process.exitCode = failures > 0 ? 1 : 0;
