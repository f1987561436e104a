// Times the queries of peers.sql in DuckDB or in ClickHouse (chdb), one thread each, in this process.
//
//     node peers.mjs duckdb|clickhouse DIRECTORY RUNS
//
// DIRECTORY has scanned.csv and visits.csv, and node_modules with @duckdb/node-api and chdb. Prints a line
// `engine,line,milliseconds,result` for each run but the first one, the version as line "version".
import { createRequire } from 'node:module';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const [engine, directory, runs] = process.argv.slice(2);
const require = createRequire(join(directory, 'package.json'));
const cell = { duckdb: 'floor(x / 10)::int + 144 * floor(y / 10)::int', clickhouse: 'toInt32(floor(x / 10)) + 144 * toInt32(floor(y / 10))' }[engine];
const cells = (keys, where = '') =>
  `SELECT sum(n) FROM (SELECT ${keys}${cell} AS cell, count(*) AS n FROM scanned ${where} GROUP BY ${keys}cell) AS q`;

// The same lines as in peers.sql.
const queries = {
  'no group': cells(''),
  'page_id = 7': cells('', 'WHERE page_id = 7'),
  'three weeks and one more condition': cells('', "WHERE ts >= '2026-02-01 00:00:00' AND ts < '2026-02-22 00:00:00' AND vw > 400"),
  'a text condition': cells('', "WHERE device = 'phone'"),
  'GROUP BY int': cells('page_id, '),
  'GROUP BY text': cells('page, '),
  'GROUP BY two texts': cells('page, device, '),
};
if (engine === 'clickhouse')
  queries['window_funnel GROUP BY visitor'] = 'SELECT sum(n) FROM (SELECT windowFunnel(604800000)(ts, kind = 1, kind = 2, kind = 3, kind = 4) AS n FROM visits GROUP BY visitor) AS q';

async function duckdb() {
  const { DuckDBInstance } = require('@duckdb/node-api');
  const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
  const run = async (sql) => (await connection.runAndReadAll(sql)).getRows()[0]?.[0];
  await run(`CREATE TABLE scanned AS SELECT * FROM read_csv('${directory}/scanned.csv', header = true)`);
  return { run, version: await run('SELECT version()') };
}

async function clickhouse() {
  const { Session } = require('chdb');
  const path = mkdtempSync(join(directory, 'chdb-'));
  const session = new Session(path);
  process.on('exit', () => rmSync(path, { recursive: true, force: true }));
  const run = (sql) => session.query(sql, 'TSV').trim();
  run('CREATE DATABASE bench ENGINE = Atomic');
  run(`CREATE TABLE bench.scanned ENGINE = MergeTree ORDER BY tuple() AS SELECT page_id::Int32 AS page_id, ts::DateTime64(3, 'UTC') AS ts,
       x::Float64 AS x, y::Float64 AS y, vw::Int32 AS vw, page, device
       FROM file('${directory}/scanned.csv', 'CSVWithNames', 'page_id Int32, ts DateTime64(3, \\'UTC\\'), x Float64, y Float64, vw Int32, page String, device String')`);
  run(`CREATE TABLE bench.visits ENGINE = MergeTree ORDER BY tuple() AS SELECT visitor, kind, toUInt64(toUnixTimestamp64Milli(ts)) AS ts
       FROM file('${directory}/visits.csv', 'CSVWithNames', 'visitor Int32, kind Int32, ts DateTime64(3, \\'UTC\\')')`);
  return { run: (sql) => run(sql.replace(/FROM (scanned|visits)/g, 'FROM bench.$1') + ' SETTINGS max_threads = 1'), version: run('SELECT version()') };
}

const { run, version } = await { duckdb, clickhouse }[engine]();
console.log(`${engine},version,0,${version}`);
for (const [line, sql] of Object.entries(queries)) {
  for (let i = 0; i <= runs; i++) {
    const begin = performance.now();
    const result = await run(sql);
    if (i > 0) console.log(`${engine},${line},${(performance.now() - begin).toFixed(3)},${result}`);
  }
}
process.exit(0);
