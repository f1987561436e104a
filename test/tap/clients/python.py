"""Answers the questions of test/tap/bi.t, which says how they are written.

Argument: the module, psycopg or psycopg2."""
import importlib
import sys

connection = importlib.import_module(sys.argv[1]).connect('')
cursor = connection.cursor()
for query in sys.stdin.read().splitlines():
    text, *values = query.split('\t')
    cursor.execute(text.replace('?', '%s'), values)
    for row in cursor.fetchall():
        sys.stdout.write(''.join(('\\N' if value is None else str(value)) + '\x1f' for value in row) + '\x1e')
    sys.stdout.write('\x1d')
