"""A PostgreSQL ledger as text in the form of ``pg_dump``: the statements that made its schema, and all rows."""

import re
from collections.abc import Iterator, Mapping

import psycopg
from psycopg import sql

from ledger.postgres.rows import REMADE
from ledger.postgres.schema import STEPS

SCHEMAS = ["ledger", "read_model"]
TABLES = """
SELECT table_schema || '.' || table_name, array_agg(column_name::text ORDER BY ordinal_position)
    FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
    WHERE table_schema = ANY(%s) AND table_type = 'BASE TABLE' GROUP BY 1 ORDER BY 1
"""
COPIED = re.compile(r"^(COPY [^\n]* FROM stdin);\n(.*?)^\\\.\n", re.MULTILINE | re.DOTALL)


def dump(url: str, instants: Mapping[str, str]) -> str:
    """The whole ledger that an owner sees at ``url``; a column that ``instants`` names holds that text in each row."""
    statements = (*(statement for step in STEPS for statement in step.statements), *REMADE)
    made = "".join(f"{statement};\n" for statement in statements)
    with psycopg.connect(url) as owner:
        return made + "".join(_tables(owner, instants))


def _tables(owner: psycopg.Connection, instants: Mapping[str, str]) -> Iterator[str]:
    for table, columns in owner.execute(TABLES, [SCHEMAS]).fetchall():
        values = [sql.Literal(instants[name]) if name in instants else sql.Identifier(name) for name in columns]
        query = sql.SQL("COPY (SELECT {} FROM {} ORDER BY {}) TO STDOUT").format(
            sql.SQL(", ").join(values),
            sql.Identifier(*table.split(".")),
            sql.SQL(", ").join(sql.Literal(place) for place in range(1, len(columns) + 1)),
        )
        with owner.cursor().copy(query) as rows:
            text = b"".join(bytes(row) for row in rows).decode()
        yield f"COPY {table} ({', '.join(columns)}) FROM stdin;\n{text}\\.\n"


def load(text: str, url: str) -> None:
    """Make the ledger anew as its owner, in a database without any."""
    tables = COPIED.findall(text)
    with psycopg.connect(url) as owner:
        owner.execute(text[: text.index(f"{tables[0][0]};")].encode())
        for statement, rows in tables:
            with owner.cursor().copy(statement.encode()) as copied:
                copied.write(rows)
