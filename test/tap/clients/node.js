// Answers the questions of test/tap/bi.t, which says how they are written.
const pg = require('pg');
const queries = require('fs').readFileSync(0, 'utf8').trimEnd().split('\n');

(async () => {
    const client = new pg.Client();
    await client.connect();
    for (const [i, query] of queries.entries()) {
        const [text, ...values] = query.split('\t');
        const result = await client.query({name: `q${i}`, text: text.replace('?', '$1'), values, rowMode: 'array'});
        for (const row of result.rows)
            process.stdout.write(row.map(value => (value === null ? '\\N' : value) + '\x1f').join('') + '\x1e');
        process.stdout.write('\x1d');
    }
    await client.end();
})();
