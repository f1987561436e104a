import pg from "pg";

// node-postgres returns bigint and numeric as strings, because not all of them fit a number. Counts do.
for (const oid of [pg.types.builtins.INT8, pg.types.builtins.NUMERIC]) pg.types.setTypeParser(oid, Number);

/** Runs one SELECT on the server that PGHOST, PGDATABASE and so on name, and prints its rows as JSON. */
export async function printRows(sql) {
  const client = new pg.Client();
  await client.connect();
  try {
    process.stdout.write(JSON.stringify((await client.query(sql)).rows));
  } finally {
    await client.end();
  }
}
