"""No name that a release has shown to others is lost; new ones may join them."""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from ledger.settings import LedgerSettings
from tests.releases.folders import releases
from tests.releases.names import FILE, Names, names, postgres_names, sqlite_names

LOST = """
{kind}: {lost}
Release {release} has these names, and somebody relies on them: a stored log, a running workflow, a program, a script.
Keep the old name beside the new one.
"""
IN_DATABASES = {"SQLite", "PostgreSQL"}
MODULE = re.compile(r"^(?:[a-z_]+__)+(?=[A-Z])")
every_release = pytest.mark.parametrize("release", releases(), ids=lambda folder: folder.name)


def known(release: Path) -> Names:
    found: Names = json.loads((release / FILE).read_text(encoding="utf-8"))
    return found


names_today = cache(names)


def assert_kept(release: Path, kind: str, today: list[str]) -> None:
    lost = sorted({_without_module(name) for name in known(release)[kind]} - {_without_module(name) for name in today})
    assert not lost, LOST.format(release=release.name, kind=kind, lost=", ".join(lost))


def _without_module(name: str) -> str:
    """Two models of one name are told apart by their modules in the OpenAPI document; where they lie is no promise."""
    return MODULE.sub("", name)


def kinds_of_names() -> Iterator[object]:
    for release in releases():
        for kind in sorted(known(release).keys() - IN_DATABASES):
            yield pytest.param(release, kind, id=f"{release.name} {kind}")


@pytest.mark.parametrize(("release", "kind"), list(kinds_of_names()))
def test_every_name_of_a_release_is_still_there(release: Path, kind: str) -> None:
    assert known(release)[kind]
    assert_kept(release, kind, names_today()[kind])


@every_release
def test_every_table_and_column_of_a_sqlite_ledger_is_still_there(release: Path) -> None:
    assert_kept(release, "SQLite", sqlite_names())


@every_release
def test_every_table_and_column_of_a_postgres_ledger_is_still_there(
    release: Path, postgres_settings: LedgerSettings
) -> None:
    assert_kept(release, "PostgreSQL", postgres_names(postgres_settings))


def test_a_name_that_is_lost_is_named() -> None:
    release = releases()[0]
    with pytest.raises(AssertionError, match="decide"):
        assert_kept(release, "signals", ["approve"])
