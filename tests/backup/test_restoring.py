"""A restore looks first, touches nothing that it can't put in place whole, and says what is missing."""

import gzip
import re
import shutil
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

from backup import restoring
from backup.checking import Missing, RecordedSince, check_signature, missing_from, recorded_since
from backup.errors import (
    BackupError,
    FileDiffers,
    LedgerIsThere,
    OfANewerRelease,
    OfAnotherDatabase,
    ProgramFailed,
    StillInUse,
)
from backup.manifest import MANIFEST, check_files, described, read_manifest
from backup.restoring import NotSound, put_last_aside
from clock import utc_now
from ledger.errors import LedgerError
from ledger.proof.checkpoint import BadCheckpoint
from ledger.proof.keys import KeyFile, NoVerifierKey
from ledger.sqlite.recorder import path_of
from office.opening import open_office
from office.reads import WhichReads
from settings import Settings
from tests.backup.conftest import House, embedded, silent
from tests.proof.house import Intruder
from tests.releases.folders import DATA, LEDGER, releases


def test_where_a_ledger_stands_nothing_is_touched_unless_that_is_asked_for(house: House) -> None:
    backup = house.back_up()
    house.register()
    before = house.contents()
    with pytest.raises(LedgerIsThere):
        house.restore(backup)
    assert house.contents() == before


def test_what_is_replaced_is_kept_under_another_name(house: House) -> None:
    backup, rows = house.back_up(), house.contents()
    later = house.register()
    put = house.restore(backup, replace=True)
    assert house.contents() == rows
    assert house.receipts(later) == {}
    assert put.aside
    assert receipts_kept_in(house, put.aside) == 4


def receipts_kept_in(house: House, aside: tuple[str, ...]) -> int:
    """How many a ledger has that was replaced."""
    if house.settings.ledger.is_sqlite:
        kept = house.settings.ledger.model_copy(update={"url": f"sqlite:///{aside[0]}"})
        return len(Intruder(kept).rows("SELECT number FROM receipts"))
    schema = next(name for name in aside if name.startswith("ledger_"))
    return len(Intruder(house.settings.ledger).rows(f"SELECT number FROM {schema}.receipts"))


def test_a_restored_ledger_goes_on_where_the_backup_ended(house: House, elsewhere: House) -> None:
    elsewhere.restore(house.back_up())
    proven = house.prove()
    elsewhere.register()
    assert elsewhere.prove() != proven
    with elsewhere.ledger() as ledger:
        assert ledger.head() == 4
        assert ledger.proof.verification(elsewhere.keys).run().found is None


def test_a_file_that_was_changed_is_named(house: House) -> None:
    backup = house.back_up()
    file = next(path for path in backup.iterdir() if path.name.startswith("ledger"))
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    with pytest.raises(FileDiffers, match=re.escape(str(file))):
        check_files(backup, read_manifest(backup))
    file.unlink()
    with pytest.raises(FileDiffers):
        check_files(backup, read_manifest(backup))


def test_a_log_that_is_not_the_one_that_was_signed_is_never_put_in_place(house: House) -> None:
    untouched = house.contents()
    sound = house.back_up("sound")
    Intruder(house.settings.ledger).do("UPDATE events SET topic = 'center_imported:1' WHERE position = 2")
    forged = house.back_up("forged")
    house.restore(sound, replace=True)
    with pytest.raises(NotSound) as caught:
        house.restore(forged, replace=True)
    found = caught.value.examined.verdict.found
    assert found is not None
    assert found.position == 2
    assert house.contents() == untouched
    assert leftovers(house) == []


def leftovers(house: House) -> list[str]:
    """What an attempt has left beside the ledger."""
    return [path.name for path in house.settings.data.glob(f"*{restoring.DRAFT}*")]


def test_a_restore_that_fails_half_way_leaves_everything_as_it_was(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = house.back_up()
    house.register()
    before = house.contents()

    def fails(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(restoring, "examine", fails)
    with pytest.raises(MemoryError):
        house.restore(backup, replace=True)
    assert house.contents() == before
    assert leftovers(house) == []
    house.register()


def test_a_checkpoint_of_another_key_vouches_for_nothing(house: House, tmp_path: Path) -> None:
    manifest = read_manifest(house.back_up())
    check_signature(manifest, house.keys)
    stranger = KeyFile(tmp_path / "strangers" / "key")
    with pytest.raises(NoVerifierKey):
        check_signature(manifest, stranger)
    stranger.make("ledger.test/hengxu")
    with pytest.raises(BadCheckpoint):
        check_signature(manifest, stranger)


def test_what_a_checkpoint_kept_elsewhere_covers_besides_is_counted(house: House) -> None:
    older = house.prove()
    backup = house.back_up()
    house.register(2)
    newer = house.prove()
    manifest = read_manifest(backup)
    assert missing_from(manifest, house.keys, house.restoration(backup, older).kept) is None
    expected = Missing(entries=4, position=3, receipts=3, size=10)
    assert missing_from(manifest, house.keys, house.restoration(backup, older, newer).kept) == expected


def test_decisions_of_the_ledger_that_is_to_be_replaced_are_counted_and_their_centers_named(house: House) -> None:
    manifest = read_manifest(house.back_up())
    assert recorded_since(house.settings.ledger, manifest) is None
    (command_id,) = house.register()
    expected = RecordedSince(1, (f"t-{command_id[:12]}",))
    assert recorded_since(house.settings.ledger, manifest) == expected


def test_where_the_ledger_is_gone_nothing_is_counted(sqlite_house: House) -> None:
    manifest = read_manifest(sqlite_house.back_up())
    path_of(sqlite_house.settings.ledger.url).unlink()
    assert recorded_since(sqlite_house.settings.ledger, manifest) is None


def test_nothing_is_signed_over_a_loss_until_somebody_has_accepted_it(house: House) -> None:
    backup = house.back_up()
    house.register()
    house.prove()
    house.restore(backup, replace=True)
    house.register()
    with pytest.raises(LedgerError, match="rolled back"):
        house.prove()
    aside = put_last_aside(house.keys, read_manifest(backup).ledger.entries, utc_now())
    assert aside is not None
    assert aside.exists()
    house.prove()


def test_the_last_checkpoint_stays_where_the_backup_has_all_of_it(house: House) -> None:
    assert put_last_aside(house.keys, 6, utc_now()) is None
    assert house.keys.last.exists()


def test_nobody_goes_on_with_a_session_of_then_and_who_read_what_stays_known(house: House, elsewhere: House) -> None:
    assert elsewhere.restore(house.back_up()).sessions == 1
    with closing(open_office(elsewhere.settings.office)) as office:
        assert office.sessions.all_open() == []
        assert len(list(office.reads.all(WhichReads()))) == 1


def test_in_postgresql_rights_are_those_of_a_migration(postgres_house: House) -> None:
    before = rights(postgres_house.settings)
    postgres_house.restore(postgres_house.back_up(), replace=True)
    assert rights(postgres_house.settings) == before
    assert any("=X" in right for right in before.values())


def rights(settings: Settings) -> dict[str, str]:
    """Who may do what with each table and function; only what says other than that its owner may."""
    tables = "SELECT n.nspname || '.' || c.relname, CAST(c.relacl AS text) FROM pg_class c"
    functions = "SELECT n.nspname || '.' || p.proname, CAST(p.proacl AS text) FROM pg_proc p"
    found: dict[str, str] = {}
    with psycopg.connect(settings.ledger.owner_url or "") as owner:
        for listed, schema in ((tables, "c.relnamespace"), (functions, "p.pronamespace")):
            where = f" JOIN pg_namespace n ON n.oid = {schema} WHERE n.nspname IN ('ledger', 'read_model', 'office')"
            rows = owner.execute((listed + where).encode()).fetchall()
            found |= {name: in_order(acl) for name, acl in rows if acl}
    return {name: acl for name, acl in found.items() if "hengxu_app" in acl or "hengxu_office" in acl or "=X" in acl}


def in_order(acl: str) -> str:
    return ",".join(sorted(acl.strip("{}").split(",")))


def test_a_database_at_which_programs_still_work_is_not_replaced(postgres_house: House) -> None:
    backup = postgres_house.back_up()
    with postgres_house.ledger(), pytest.raises(StillInUse):
        postgres_house.restore(backup, replace=True)
    with postgres_house.ledger() as ledger:
        assert ledger.head() == 0


def test_a_dump_that_ends_early_is_found_out_before_anything_is_renamed(postgres_house: House) -> None:
    backup = postgres_house.back_up()
    dump = backup / "ledger.dump"
    dump.write_bytes(dump.read_bytes()[:-300])
    with pytest.raises(ProgramFailed):
        postgres_house.restore(backup, replace=True)
    assert postgres_house.contents()["ledger.schema_steps"]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"database": "postgresql"}, OfAnotherDatabase),
        ({"ledger": {"schema_step": 999, "position": 0, "receipts": 0}}, OfANewerRelease),
    ],
)
def test_a_backup_that_this_program_cannot_use_says_why(
    sqlite_house: House, changes: dict[str, Any], error: type[BackupError]
) -> None:
    restoration = sqlite_house.restoration(sqlite_house.back_up())
    known = restoration.manifest.model_dump() | changes
    changed = restoration._replace(manifest=restoration.manifest.model_validate(known))
    with pytest.raises(error):
        changed.check_target(replace=True)


def test_to_try_a_backup_changes_nothing(sqlite_house: House) -> None:
    backup, before = sqlite_house.back_up(), sqlite_house.contents()
    examined = sqlite_house.restoration(backup).try_out(silent)
    assert examined is not None
    assert examined.is_sound
    assert sqlite_house.contents() == before
    assert leftovers(sqlite_house) == []


@pytest.mark.parametrize("release", releases(), ids=lambda folder: folder.name)
def test_a_ledger_of_an_earlier_release_is_restored_and_brought_up_to_date(release: Path, tmp_path: Path) -> None:
    old = embedded(tmp_path / "old")
    shutil.copytree(release / DATA, old.settings.data)
    packed = old.settings.data / f"{LEDGER}.gz"
    (old.settings.data / LEDGER).write_bytes(gzip.decompress(packed.read_bytes()))
    backup = old.back_up()
    assert backup.joinpath(MANIFEST).exists()
    assert described(backup / LEDGER).size
    new = House(
        embedded(tmp_path / "new").settings.model_copy(update={"checkpoint_key": old.settings.checkpoint_key_path})
    )
    put = new.restore(backup)
    assert put.examined.is_sound
    with new.ledger() as ledger:
        assert ledger.read_model.find_centers(limit=1).total > 0
