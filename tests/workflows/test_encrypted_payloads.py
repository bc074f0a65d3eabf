"""Encrypted, a center lives as it does in plain: whoever reads Temporal's memory reads no content, and nobody who may
signal blocks it.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from temporalio.api.common.v1 import Payload
from temporalio.client import Client

import cli
from domain.guideline.phases import Phase
from domain.kernel.roles import Role
from recovery.unrecorded import send_again, unrecorded_of
from service_layer.recording import DecisionRecorder, Delivery
from temporal_client import workflow_query
from temporal_client.client import connect, workflow_id
from temporal_client.payload_keys import PayloadKey
from temporal_client.payload_usage import key_usage
from temporal_client.payloads import ENCRYPTED, KEY_ID, EncryptionCodec, converter_with
from temporal_client.workflow_query import NoAnswer, query_summary
from tests.lives import ACTORS, EXPERTS, LEAD, Body, commands, path_to
from tests.temporal import Installation, Server, anyone, installed, until, write_keys
from tests.workflows.runs import details_of, kinds, runs_of, send_payload

SAY = commands()
OLD, NEW = PayloadKey("k-old", b"o" * 32), PayloadKey("k-new", b"n" * 32)


@pytest.fixture
async def encrypted(tmp_path: Path, temporal_server: Server) -> AsyncIterator[Installation]:
    """A house whose payloads are encrypted by one key."""
    async with installed(tmp_path, temporal_server, write_keys(tmp_path / "keys", OLD)) as installation:
        yield installation


@pytest.fixture
def registration(center: str) -> Body:
    return {**SAY["register_center"], "center_id": center}


async def with_keys(house: Installation, *keys: PayloadKey) -> Installation:
    """The same house after a restart with other keys; with none, in plain."""
    file = write_keys(house.settings.data / "other-keys", *keys) if keys else None
    settings = house.settings.model_copy(update={"temporal_keys_file": file})
    return replace(house, settings=settings, client=await connect(settings))


async def encrypted_by(key: PayloadKey, text: bytes = b'"approve it, please"') -> Payload:
    """What somebody with this key would send."""
    plain = Payload(metadata={"encoding": b"json/plain"}, data=text)
    return (await EncryptionCodec([key]).encode([plain]))[0]


async def test_whoever_reads_the_history_reads_no_content_and_finds_the_center_by_its_attributes(
    encrypted: Installation, center: str
) -> None:
    register, *on = path_to(Phase.CONSTRUCTION)
    async with encrypted.working():
        await encrypted.take(center, {**register.body, "center_id": center}, *(step.body for step in on))
        await encrypted.settled(center)
        runs = await runs_of(encrypted, center)
        described = (await encrypted.workflow(center).describe()).raw_description
    kept = b"".join(event.SerializeToString() for run in runs for event in run.events) + described.SerializeToString()
    content = [SAY["register_center"]["name_zh"], LEAD["name"], LEAD["uscc"], "submit_application", "等待 Waiting"]
    persons = [word for actor in ACTORS.values() for word in (actor.id, actor.name) if len(word) > 3]
    assert len(runs) > 1
    assert kinds(runs[0])["ACTIVITY_TASK_SCHEDULED"] > 5
    for word in [*content, *persons, *(expert["name"] for expert in EXPERTS)]:
        assert word.encode() not in kept, word
    for word in ("high_end_equipment", "pudong", "CenterPhase", "record_decision", center):
        assert word.encode() in kept, word


async def test_with_the_keys_commands_read_what_they_read_in_plain(
    encrypted: Installation, center: str, registration: Body
) -> None:
    async with encrypted.working():
        await encrypted.take(center, registration)
        await encrypted.settled(center)
        summary = await query_summary(encrypted.client, f"center/{center}")
        details = await details_of(encrypted, center)
    assert summary is not None
    assert summary.version == 1
    assert "筹建培育 Incubation" in details


async def forged(name: str) -> Payload:
    """A payload that pretends to be encrypted."""
    good = await encrypted_by(OLD)
    data = {
        "truncated": good.data[:-5],
        "a nonce alone": good.data[:12],
        "half a nonce": good.data[:5],
        "nothing": b"",
        "noise": b"\x00\xff" * 40,
        "prose": b'"approve it, please"',
    }.get(name)
    if data is not None:
        return Payload(metadata=good.metadata, data=data)
    ids = {"an unknown key": b"k-lost", "no id": b"", "an id that is no text": b"\xff\xfe\n", "another's id": b"k-new"}
    return Payload(metadata={"encoding": ENCRYPTED, KEY_ID: ids[name]}, data=good.data)


@pytest.mark.parametrize(
    "name",
    [
        *("truncated", "a nonce alone", "half a nonce", "nothing", "noise", "prose"),
        *("an unknown key", "no id", "an id that is no text", "another's id"),
    ],
)
async def test_what_cannot_be_opened_is_refused_on_record_and_the_center_goes_on(
    encrypted: Installation, center: str, registration: Body, name: str
) -> None:
    house = await with_keys(encrypted, OLD, NEW)
    async with house.working():
        await house.take(center, registration)
        await send_payload(house, center, await forged(name))
        await refused_as_unreadable(house)
        await house.take(center, SAY["submit_industry_research"])


async def test_a_word_under_a_key_of_the_same_id_and_other_content_is_refused_on_record(
    encrypted: Installation, center: str, registration: Body
) -> None:
    async with encrypted.working():
        await encrypted.take(center, registration)
        await send_payload(encrypted, center, await encrypted_by(PayloadKey(OLD.id, b"x" * 32)))
        await refused_as_unreadable(encrypted)
        await encrypted.take(center, SAY["submit_industry_research"])


async def test_who_has_the_key_and_not_the_signing_key_is_refused_too(
    encrypted: Installation, center: str, registration: Body
) -> None:
    async with encrypted.working():
        await encrypted.take(center, registration)
        await send_payload(encrypted, center, await encrypted_by(OLD))
        await refused_as_unreadable(encrypted)
        await encrypted.take(center, SAY["submit_industry_research"])


async def refused_as_unreadable(house: Installation) -> None:
    """The second receipt of the house."""
    _, receipt, *_ = await house.receipts(2)
    assert receipt.refusal is not None
    assert receipt.refusal.code == "envelope_unreadable"


async def test_a_center_that_began_in_plain_goes_on_encrypted_and_takes_plain_words_on_their_way(
    tmp_path: Path, temporal_server: Server, center: str, registration: Body
) -> None:
    async with installed(tmp_path, temporal_server) as plain:
        async with plain.working():
            await plain.take(center, registration)
        word = plain.letter(center, ACTORS[Role.APPLICANT], SAY["submit_industry_research"])
        await plain.send(word)
        house = await with_keys(plain, OLD)
        async with house.working():
            assert (await house.receipt(word.command_id)).outcome == "recorded"
            [written] = await house.take(center, SAY["record_support"])
    assert written.version == 3


async def test_a_key_is_rotated_in_two_steps_and_nothing_waits(
    encrypted: Installation, center: str, registration: Body
) -> None:
    async with encrypted.working():
        await encrypted.take(center, registration)
        await encrypted.settled(center)
    learned = await with_keys(encrypted, OLD, NEW)
    async with learned.working():
        rotated = await with_keys(encrypted, NEW, OLD)
        word = rotated.letter(center, ACTORS[Role.APPLICANT], SAY["submit_industry_research"])
        await rotated.send(word)
        assert (await learned.receipt(word.command_id)).outcome == "recorded"
    async with rotated.working():
        await rotated.take(center, SAY["record_support"])
        await until_needed(rotated.client, center, OLD, NEW)


async def until_needed(client: Client, center: str, *keys: PayloadKey) -> None:
    """Once these keys and no others are needed by the center's workflow; lists lag behind."""

    async def look() -> bool | None:
        usage = await key_usage(client, [OLD.id, NEW.id])
        needed = {key for key, workflows in usage.items() if f"center/{center}" in workflows}
        return needed == {key.id for key in keys} or None

    await until(look)


async def test_a_key_retired_too_early_stops_its_centers_says_so_and_loses_nothing_once_it_is_back(
    encrypted: Installation,
    center: str,
    registration: Body,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(workflow_query, "WAIT_FOR_ANSWER", timedelta(seconds=1))
    caplog.set_level(logging.WARNING, "hengxu.temporal")
    async with encrypted.working():
        await encrypted.take(center, registration)
        await encrypted.settled(center)
    early = await with_keys(encrypted, NEW)
    word = early.letter(center, ACTORS[Role.APPLICANT], SAY["submit_industry_research"])
    async with early.working():
        await early.send(word)

        async def warned() -> bool | None:
            return "b'k-old'" in caplog.text or None

        await until(warned)
        with pytest.raises(NoAnswer):
            await query_summary(early.client, f"center/{center}")
    assert "HENGXU_TEMPORAL_KEYS_FILE" in caplog.text
    assert early.ledger.receipt(word.command_id) is None
    back = await with_keys(encrypted, NEW, OLD)
    async with back.working():
        assert (await back.receipt(word.command_id)).outcome == "recorded"
    assert [receipt.outcome for receipt in await back.receipts(2)] == ["recorded", "recorded"]


async def test_a_key_that_leaked_is_no_more_needed_once_its_centers_were_cancelled_and_recovered(
    encrypted: Installation, center: str, registration: Body
) -> None:
    async with encrypted.working():
        await encrypted.take(center, registration)
        await encrypted.settled(center)
    rotated = await with_keys(encrypted, NEW, OLD)
    async with rotated.working():
        await rotated.workflow(center).cancel()

        async def ended() -> bool | None:
            return (await rotated.workflow(center).describe()).close_time is not None or None

        await until(ended)
        await rotated.take(center, SAY["submit_industry_research"])
        await until_needed(rotated.client, center, NEW)


async def test_the_list_of_keys_says_which_are_needed_and_which_are_missing(
    encrypted: Installation,
    center: str,
    registration: Body,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    async with encrypted.working():
        await encrypted.take(center, registration)
        await send_payload(encrypted, center, await encrypted_by(PayloadKey("k-invented", b"!" * 32)))
        await refused_as_unreadable(encrypted)
    await until_needed(encrypted.client, center, OLD)

    async def listed(*keys: PayloadKey) -> tuple[int, dict[str, Any]]:
        file = write_keys(encrypted.settings.data / "listed", *keys)
        monkeypatch.setenv("HENGXU_TEMPORAL_ADDRESS", encrypted.settings.temporal_address)
        monkeypatch.setenv("HENGXU_TEMPORAL_KEYS_FILE", str(file))
        command = ["payload-keys", "list", "--json", "--data", str(encrypted.settings.data)]
        status = await asyncio.to_thread(cli.run, command)
        return status, {row["id"]: row for row in json.loads(capsys.readouterr().out)}

    never = PayloadKey("k-never", b"?" * 32)
    status, rows = await listed(never, OLD, NEW)
    assert status == 0
    assert list(rows) == [never.id, OLD.id, NEW.id]
    assert f"center/{center}" in rows[OLD.id]["workflows"]
    assert (rows[never.id]["use"]["en"], rows[never.id]["workflows"]) == ("encrypts and decrypts", [])
    status, rows = await listed(never)
    assert status == 1
    assert "put it back" in rows[OLD.id]["use"]["en"]


async def test_what_went_wrong_in_an_activity_is_told_to_nobody_without_the_key(
    encrypted: Installation, center: str, registration: Body, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(recorder: DecisionRecorder, delivery: Delivery) -> None:
        raise RuntimeError("申报人 applicant-1 could not be written")

    with monkeypatch.context() as patched:
        patched.setattr(DecisionRecorder, "receive", failing)
        async with encrypted.working():
            await encrypted.send(encrypted.letter(center, anyone(Role.APPLICANT), registration))

            async def failed() -> object | None:
                now = (await encrypted.workflow(center).describe()).raw_description
                return next((one.last_failure for one in now.pending_activities if one.HasField("last_failure")), None)

            failure = await until(failed)
    assert failure.message == "Encoded failure"  # type: ignore[attr-defined]
    assert b"applicant-1" not in failure.SerializeToString()  # type: ignore[attr-defined]
    decoded = await converter_with([OLD]).decode_failure(failure)  # type: ignore[arg-type]
    assert "applicant-1 could not be written" in str(decoded)


async def test_what_no_key_opens_is_not_sent_again_as_malformed_and_is_once_its_key_is_back(
    encrypted: Installation, center: str, registration: Body
) -> None:
    async with encrypted.working():
        await encrypted.take(center, registration)
    command_id = await encrypted.send(encrypted.letter(center, ACTORS[Role.APPLICANT], SAY["submit_industry_research"]))
    await encrypted.workflow(center).terminate("as operators should not")
    for keys in ((), (NEW,)):
        without = await with_keys(encrypted, *keys)
        assert await unrecorded_of(without.client, without.ledger, workflow_id(center)) == {}
    rotated = await with_keys(encrypted, NEW, OLD)
    found = await unrecorded_of(rotated.client, rotated.ledger, workflow_id(center))
    assert await send_again(rotated.client, rotated.settings, found) == 1
    async with rotated.working():
        assert (await rotated.receipt(command_id)).outcome == "recorded"
