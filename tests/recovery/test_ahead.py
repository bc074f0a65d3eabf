"""The ledger was restored from an older backup, and Temporal knows of more: the workflows begin anew from the ledger,
and no decision that was accepted is lost without a word.
"""

import stat
from collections.abc import Iterable
from pathlib import Path

from backup.checking import KeptNotes
from backup.making import make_backup
from backup.manifest import read_manifest
from backup.restoring import Restoration
from domain.kernel.messages import CALENDAR
from domain.kernel.roles import Role
from ledger.opening import open_ledger
from ledger.proof.keys import KeyFile
from recovery.ahead import AheadOfLedger, Found, begin_anew_what_is_ahead
from recovery.differences import Disagreement
from recovery.lost_decisions import LostDecision, read_lost, send_again
from recovery.unrecorded import find_unrecorded
from temporal_client.client import DECIDE
from tests.lives import commands, confirming
from tests.recovery.conftest import Town, name
from tests.temporal import Installation, anyone, until

CENTER, OTHER = name(0), name(1)


async def settle(town: Town, *centers: str) -> None:
    for center in centers:
        body = confirming(commands()["register_center"] | {"center_id": center})
        await town.house.take(center, body)
        await town.house.settled(center)


def backed_up(town: Town) -> Path:
    """A backup of now, while the worker works."""
    out = town.store.parent.parent / "backup"
    make_backup(town.house.settings, out)
    return out


def restored(town: Town, backup: Path) -> None:
    """The ledger as it was then, in place of the one there is. No worker runs."""
    house = town.house
    house.ledger.close()
    keys = KeyFile(house.settings.checkpoint_key_path)
    restoration = Restoration(house.settings, backup, read_manifest(backup), keys, KeptNotes())
    restoration.put_in_place(lambda _done, _all: None, replace=True)
    town.house = Installation(house.settings, house.client, open_ledger(house.settings.ledger))


async def begin_anew(town: Town, file: Path) -> Found:
    house = town.house
    return await begin_anew_what_is_ahead(house.client, house.settings, house.ledger, file)


async def lacks_nothing_but_what_is_listed(town: Town) -> bool:
    """Until it is sent again, what was lost is told by a reconciliation too; nothing else is."""
    return {difference.kind for difference in await town.reconcile(patience=2)} == {Disagreement.UNRECORDED}


def ids(lost: Iterable[LostDecision]) -> list[str]:
    return [decision.command_id for decision in lost]


async def decide(house: Installation, center: str, kind: str) -> str:
    return (await house.take(center, commands()[kind]))[0].command_id


async def test_workflows_that_are_ahead_begin_anew_and_what_they_knew_is_sent_again_under_its_ids(
    town: Town, tmp_path: Path
) -> None:
    async with town.house.working():
        await settle(town, CENTER, OTHER)
        backup = backed_up(town)
        lost = [await decide(town.house, CENTER, "submit_industry_research")]
        lost.append(await decide(town.house, CENTER, "record_support"))
        await town.house.settled(CENTER)
    before = await town.run_ids()
    restored(town, backup)
    found = await begin_anew(town, tmp_path / "lost.jsonl")
    assert found.begun_anew == [CENTER]
    assert ids(found.lost) == lost
    assert stat.S_IMODE(found.file.stat().st_mode) == 0o600
    async with town.house.working():
        assert await lacks_nothing_but_what_is_listed(town)
        after = await town.run_ids()
        assert (after[CENTER] == before[CENTER], after[OTHER] == before[OTHER]) == (False, True)
        sent = await send_again(town.house.client, town.house.settings, town.house.ledger, read_lost(found.file))
        assert [one.receipt and one.receipt.outcome for one in sent] == ["recorded", "recorded"]
        assert [one.was_there for one in sent] == [False, False]
        again = await send_again(town.house.client, town.house.settings, town.house.ledger, found.lost)
        assert [one.was_there for one in again] == [True, True]
        assert town.house.ledger.version(CENTER) == 3
        assert await town.reconcile() == []
    assert (await begin_anew(town, tmp_path / "more.jsonl")).begun_anew == []
    assert not (tmp_path / "more.jsonl").exists()


async def test_what_was_refused_and_lost_is_listed_as_such_and_never_sent_again(town: Town, tmp_path: Path) -> None:
    async with town.house.working():
        await settle(town, CENTER)
        backup = backed_up(town)
        lost = await decide(town.house, CENTER, "submit_industry_research")
        letter = town.house.letter(CENTER, anyone(Role.APPROVER), confirming(commands()["revoke_center"]))
        refused = await town.house.send(letter, DECIDE)
        assert (await town.house.receipt(refused)).outcome == "refused"
        await town.house.settled(CENTER)
    restored(town, backup)
    found = await begin_anew(town, tmp_path / "lost.jsonl")
    assert [(one.command_id, one.refusal) for one in found.lost] == [(lost, None), (refused, "phase_not_open")]
    async with town.house.working():
        sent = await send_again(town.house.client, town.house.settings, town.house.ledger, read_lost(found.file))
        assert [one.was_left_alone for one in sent] == [False, True]
        assert await town.reconcile() == []
        assert await find_unrecorded(town.house.client, town.house.ledger) == {}
        assert town.house.ledger.receipt(refused) is None


async def test_a_decision_that_still_waits_is_recorded_by_the_workflow_that_begins_anew(
    town: Town, tmp_path: Path
) -> None:
    async with town.house.working():
        await settle(town, CENTER)
        backup = backed_up(town)
        recorded = await decide(town.house, CENTER, "submit_industry_research")
        await town.house.settled(CENTER)
    waiting = await town.house.send(
        town.house.letter(CENTER, anyone(Role.DISTRICT), confirming(commands()["record_support"])), DECIDE
    )
    restored(town, backup)
    found = await begin_anew(town, tmp_path / "lost.jsonl")
    assert ids(found.lost) == [recorded]
    async with town.house.working():
        receipt = await town.house.receipt(waiting)
        assert receipt.outcome in {"recorded", "refused"}
        await send_again(town.house.client, town.house.settings, town.house.ledger, found.lost)
        assert await town.reconcile() == []


async def test_what_is_sent_while_a_workflow_begins_anew_is_recorded_too(town: Town, tmp_path: Path) -> None:
    async with town.house.working():
        await settle(town, CENTER)
        backup = backed_up(town)
        await decide(town.house, CENTER, "submit_industry_research")
        await town.house.settled(CENTER)
    restored(town, backup)
    ahead = AheadOfLedger(town.house.client, town.house.settings, town.house.ledger)
    await ahead.lost_decisions()
    letter = town.house.letter(CENTER, anyone(Role.APPLICANT), confirming(commands()["submit_industry_research"]))
    meanwhile = await town.house.send(letter)
    assert await ahead.begin_anew() == [CENTER]
    async with town.house.working():
        assert (await town.house.receipt(meanwhile)).outcome == "recorded"


async def test_what_only_waits_makes_no_workflow_begin_anew(town: Town, tmp_path: Path) -> None:
    async with town.house.working():
        await settle(town, CENTER)
    letter = town.house.letter(CENTER, anyone(Role.APPLICANT), confirming(commands()["submit_industry_research"]))
    await town.house.send(letter)
    found = await begin_anew(town, tmp_path / "lost.jsonl")
    assert (found.begun_anew, found.lost) == ([], [])


async def test_a_refusal_that_was_lost_is_listed_too(town: Town, tmp_path: Path) -> None:
    async with town.house.working():
        await settle(town, CENTER)
        backup = backed_up(town)
        refused = await town.house.receipt(await town.house.say(CENTER, Role.APPROVER, **commands()["revoke_center"]))
        assert refused.outcome == "refused"
        await town.house.settled(CENTER)
    restored(town, backup)
    assert ids((await begin_anew(town, tmp_path / "lost.jsonl")).lost) == [refused.command_id]


async def test_a_center_that_was_registered_since_is_registered_again_with_what_followed(
    town: Town, tmp_path: Path
) -> None:
    async with town.house.working():
        await settle(town, OTHER)
        backup = backed_up(town)
        await settle(town, CENTER)
        await decide(town.house, CENTER, "submit_industry_research")
        await town.house.settled(CENTER)
    restored(town, backup)
    found = await begin_anew(town, tmp_path / "lost.jsonl")
    assert found.begun_anew == [CENTER]
    assert [decision.type for decision in found.lost] == ["register_center", "submit_industry_research"]
    async with town.house.working():
        assert await lacks_nothing_but_what_is_listed(town)
        await send_again(town.house.client, town.house.settings, town.house.ledger, found.lost)
        assert town.house.ledger.version(CENTER) == 2
        assert await town.reconcile() == []


async def test_a_notice_of_working_days_that_was_lost_is_listed_as_well(town: Town, tmp_path: Path) -> None:
    holidays = {"year": 2031, "number": "国办发明电〔2030〕7号", "issued_on": "2026-11-20", "holidays": ["2031-01-01"]}
    async with town.house.working():
        await settle(town, CENTER)
        backup = backed_up(town)
        notice = await town.house.say(
            CALENDAR, Role.OFFICER, **confirming({"type": "enter_holiday_notice", "notice": holidays})
        )
        await town.house.receipt(notice)
        await town.house.workflow(CALENDAR).result()
    restored(town, backup)

    async def look() -> list[str] | None:
        (tmp_path / "lost.jsonl").unlink(missing_ok=True)
        return ids((await begin_anew(town, tmp_path / "lost.jsonl")).lost) or None

    assert await until(look) == [notice]


async def test_what_others_have_signed_is_no_decision_that_was_lost(town: Town, tmp_path: Path) -> None:
    async with town.house.working():
        await settle(town, CENTER)
        backup = backed_up(town)
        await town.house.workflow(CENTER).signal(DECIDE, '{"no": "envelope"}')
        await town.house.receipts(2)
        await town.house.settled(CENTER)
    restored(town, backup)
    assert (await begin_anew(town, tmp_path / "lost.jsonl")).lost == []
