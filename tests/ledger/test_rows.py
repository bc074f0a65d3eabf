"""What writes a center's rows follows from their models on either database, and a migration brings it there."""

import pytest

from ledger.migrations import migrate
from ledger.postgres.rows import REMADE
from ledger.read_model.upserts import TABLES, Table
from ledger.settings import LedgerSettings
from tests.ledger.sample import REGISTRY
from tests.ledger.test_migrations import owner_of

OF_AN_EARLIER_RELEASE = """
CREATE OR REPLACE FUNCTION read_model.put(new_rows jsonb) RETURNS void LANGUAGE sql AS 'SELECT';
CREATE OR REPLACE FUNCTION read_model.forget() RETURNS void LANGUAGE sql AS 'SELECT'
"""
NAMES = ("read_model.put", "read_model.forget")


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_row_has_a_column_for_each_of_its_fields(settings: LedgerSettings, table: Table) -> None:
    with owner_of(settings) as owner:
        columns = [column[0] for column in owner.execute(f"SELECT * FROM {table.name}").description]
    assert sorted(columns) == sorted(table.columns)


def test_the_functions_of_a_migrated_database_are_those_of_the_models(postgres_settings: LedgerSettings) -> None:
    assert functions(postgres_settings) == [statement.split("$$")[1] for statement in REMADE]


def test_a_migration_without_new_steps_replaces_the_functions_of_an_earlier_release(
    postgres_settings: LedgerSettings,
) -> None:
    before = functions(postgres_settings)
    with owner_of(postgres_settings) as owner:
        owner.execute(OF_AN_EARLIER_RELEASE)
    assert functions(postgres_settings) != before
    assert migrate(postgres_settings, REGISTRY) == []
    assert functions(postgres_settings) == before


def functions(settings: LedgerSettings) -> list[str]:
    """The bodies that the database has."""
    with owner_of(settings) as owner:
        found = "SELECT prosrc FROM pg_proc WHERE oid = CAST(%s AS regproc)"
        return [owner.execute(found, (name,)).fetchone()[0] for name in NAMES]
