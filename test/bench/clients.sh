#!/bin/bash
# Eight clients commit single rows, in turns into a table without and one with a live roll-up, for two seconds each; live.sql
# calls it. Needs BENCH_LINE, the line of the figures, and BENCH_RUNS.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# milliseconds TABLE: of a transaction.
milliseconds() {
    printf '%s\n' '\set i random(1, 6000)' \
        "INSERT INTO $1 (ts, page, device, x, y) VALUES ('2026-01-01', '/p' || :i % 100, 'phone', :i % 1440, :i);" \
        >"$work/script"
    pgbench -n -c 8 -j 2 -T 2 -M prepared -f "$work/script" | awk '$1 == "tps" { print 8000 / $3 }'
}

for ((run = 0; run <= BENCH_RUNS; run++)); do
    other=$(milliseconds plain)
    ours=$(milliseconds live)
    # The first pair warms the caches.
    ((run == 0)) ||
        psql -qX -v ON_ERROR_STOP=1 -c "INSERT INTO timings VALUES ($BENCH_LINE, $run, $ours, $other)"
done
