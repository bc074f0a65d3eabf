"""Whether the guards of a PostgreSQL ledger are as the migrations made them."""

import re

from ledger.guards import GuardDeviation, deviations
from ledger.postgres.schema import CHECK_OF_HELD, GUARDED, STEPS
from ledger.recorder import Row

GUARDS_THERE = """
SELECT CAST(t.tgname AS text), ARRAY[CAST(c.relname AS text), CAST(t.tgtype AS text), CAST(t.tgenabled AS text),
        n.nspname || '.' || p.proname,
        CAST(t.tgqual IS NULL AND t.tgnargs = 0 AND CAST(t.tgattr AS text) = '' AS text)]
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
        JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE NOT t.tgisinternal AND c.relnamespace = CAST('ledger' AS regnamespace)
UNION ALL
SELECT p.proname || '()', ARRAY[p.prosrc] FROM pg_proc p WHERE p.pronamespace = CAST('ledger' AS regnamespace)
UNION ALL
SELECT CASE given.grantee WHEN 0 THEN 'PUBLIC' ELSE CAST(CAST(given.grantee AS regrole) AS text) END
        || ' may ' || given.privilege_type || ' ' || c.relname, ARRAY['right']
    FROM pg_class c CROSS JOIN aclexplode(c.relacl) given
    WHERE c.relnamespace = CAST('ledger' AS regnamespace) AND given.grantee <> c.relowner
        AND given.privilege_type <> 'SELECT'
UNION ALL
SELECT r.rulename, ARRAY['rule'] FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
    WHERE c.relnamespace = CAST('ledger' AS regnamespace) AND c.relkind IN ('r', 'p')
"""
BEFORE_EACH_INSERT, BEFORE_EACH_UPDATE_OR_DELETE, BEFORE_TRUNCATE, ALWAYS = "7", "27", "34", "A"
MADE = re.compile(r"CREATE (?:OR REPLACE )?FUNCTION ledger\.(\w+)\(.*?\$\$(.*)\$\$", re.DOTALL)


def _triggers() -> dict[str, list[str]]:
    keeping = {
        f"{table}_keep_{what}": [table, kind, ALWAYS, "ledger.refuse_change", "true"]
        for table in GUARDED
        for what, kind in (("each", BEFORE_EACH_UPDATE_OR_DELETE), ("all", BEFORE_TRUNCATE))
    }
    each = ["documents", BEFORE_EACH_UPDATE_OR_DELETE, ALWAYS, "ledger.keep_named_documents", "true"]
    held = ["receipts", BEFORE_EACH_INSERT, ALWAYS, "ledger.check_held_documents", "true"]
    return keeping | {"documents_keep_each": each, CHECK_OF_HELD: held}


def _functions() -> dict[str, list[str]]:
    statements = (statement for step in STEPS for statement in step.statements)
    return {f"{made[1]}()": [made[2]] for statement in statements if (made := MADE.match(statement))}


WANTED = _triggers() | _functions()
"""Triggers by what they watch, functions by their bodies; rules there are none, and nobody but the owner may write."""


def guard_deviations(rows: list[Row]) -> list[GuardDeviation]:
    """The guards that differ, of what ``GUARDS_THERE`` has found."""
    return deviations(WANTED, ((row[0], row[1]) for row in rows))
