"""The schema in PostgreSQL, made by the role that owns it; the application's role gets its few rights."""

from collections.abc import Iterable

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from ledger.errors import LedgerUnsafe
from ledger.postgres.errors import spoken
from ledger.postgres.locks import LOCK
from ledger.postgres.rows import REMADE
from ledger.postgres.schema import RIGHTS, STEPS
from ledger.settings import LedgerSettings
from ledger.steps import take_steps

NOTE_STEP = "INSERT INTO ledger.schema_steps (step, name) VALUES (%s, %s)"
LIST_TOPICS = "INSERT INTO ledger.topics SELECT unnest(CAST(%s AS text[])) ON CONFLICT DO NOTHING"


def migrate_postgres(settings: LedgerSettings, topics: Iterable[str]) -> list[str]:
    """Takes the missing steps in one transaction as ``owner_url``, and makes anew what follows the models; makes the
    application's role if there is none.
    """
    with spoken():
        role = app_role(settings)
        with owner_of(settings) as owner:
            return _migrate(owner, role, settings.url, topics)


def _migrate(owner: psycopg.Connection, role: str, url: str, topics: Iterable[str]) -> list[str]:
    _check_roles(owner, role)
    owner.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
    ensure_role(owner, role, url)
    names = take_steps(owner, STEPS, _step_of(owner), NOTE_STEP)
    for function in REMADE:
        owner.execute(function)
    owner.execute(LIST_TOPICS, (sorted(topics),))
    for right in RIGHTS:
        owner.execute(sql.SQL(right).format(role=sql.Identifier(role)))
    return names


def app_role(settings: LedgerSettings) -> str:
    """The role that the application comes as."""
    role = settings.app_role or conninfo_to_dict(settings.url).get("user")
    if not role or not settings.owner_url:
        raise LedgerUnsafe(
            "PostgreSQL 台账需要两个角色：建表的所有者（owner_url）和只能读取、追加的应用角色（url 中的用户）",
            "a PostgreSQL ledger needs two roles: the owner that makes the schema (owner_url) and the application's, "
            "which only reads and appends (the user of url)",
        )
    return str(role)


def owner_of(settings: LedgerSettings) -> psycopg.Connection:
    """A connection of the role that owns the schema. Raises LedgerUnsafe where the settings name none."""
    app_role(settings)
    return psycopg.connect(settings.owner_url or "", connect_timeout=max(2, int(settings.timeout)))


def _check_roles(owner: psycopg.Connection, role: str) -> None:
    if owner.info.user == role:
        raise LedgerUnsafe(
            f"角色 {role} 不能既是台账的所有者又是应用角色",
            f"{role} cannot both own the ledger and be the application's role",
        )


def ensure_role(owner: psycopg.Connection, role: str, url: str) -> None:
    """Makes the role where there is none, with the password that ``url`` has."""
    if owner.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone():
        return
    owner.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
    password = conninfo_to_dict(url).get("password")
    if password:
        hashed = owner.pgconn.encrypt_password(str(password).encode(), role.encode(), b"scram-sha-256").decode()
        owner.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(hashed)))


def _step_of(owner: psycopg.Connection) -> int:
    found = owner.execute("SELECT to_regclass('ledger.schema_steps') IS NOT NULL").fetchone()
    if not found or not found[0]:
        return 0
    step = owner.execute("SELECT coalesce(max(step), 0) FROM ledger.schema_steps").fetchone()
    return int(step[0]) if step else 0
