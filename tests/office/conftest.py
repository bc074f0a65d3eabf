"""The office's store on both databases, real."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.settings import LedgerSettings
from office.opening import Office, migrate_office, open_office
from office.settings import OfficeSettings
from tests.ledger.conftest import Server, empty_database, postgres

__all__ = ["empty_database", "postgres"]


def nobody_listens(_line: str) -> None:
    """Where what a migration says is not looked at."""


@pytest.fixture
def schema_settings(postgres: Server, empty_database: LedgerSettings) -> OfficeSettings:
    """A schema in a database without any."""
    url = empty_database.url.replace("hengxu_app@", "hengxu_office@")
    return OfficeSettings(url=url, owner_url=empty_database.owner_url, timeout=2, pool_size=2)


@pytest.fixture
def file_settings(tmp_path: Path) -> OfficeSettings:
    """A file in a folder that is not there yet."""
    return OfficeSettings(url=f"sqlite:///{tmp_path / 'new' / 'office.sqlite3'}", timeout=2, pool_size=2)


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest) -> OfficeSettings:
    """A store of each kind in turn, which nobody has made."""
    name = "file_settings" if request.param == "sqlite" else "schema_settings"
    found: OfficeSettings = request.getfixturevalue(name)
    return found


@pytest.fixture
def office(settings: OfficeSettings) -> Iterator[Office]:
    """An open store of each kind in turn."""
    migrate_office(settings, nobody_listens)
    opened = open_office(settings)
    yield opened
    opened.close()
