"""Signals typed past the API, with the real ``temporal`` command: refused, recorded, and the center lives on."""

import asyncio
import json
import subprocess
from pathlib import Path
from uuid import uuid4

import pytest
from temporalio.api.common.v1 import Payload

from domain.kernel.roles import Role
from embedded.temporal import executable
from ledger.receipts import Receipt
from service_layer.envelope import Envelope
from temporal_client.client import workflow_id
from tests.lives import ACTORS, Body, commands, confirming
from tests.temporal import Installation, anyone
from tests.workflows.runs import send_payload

SAY = commands()


@pytest.fixture
def registration(center: str) -> Body:
    return {**SAY["register_center"], "center_id": center}


async def type_signal(house: Installation, stream: str, name: str, *arguments: str) -> None:
    """``temporal workflow signal``, as somebody at a terminal would."""
    address = ["--address", house.settings.temporal_address]
    target = ["--workflow-id", workflow_id(stream), "--name", name]
    command = [str(executable()), "workflow", "signal", *address, *target, *arguments]
    await asyncio.to_thread(subprocess.run, command, check=True, capture_output=True, timeout=30)


async def refused_by(house: Installation, center: str, name: str, *arguments: str) -> Receipt:
    """The receipt of a signal that must not count; the center takes the next decision as if nothing had been."""
    before = len(house.ledger.stored_receipts())
    version = house.ledger.version(center)
    await type_signal(house, center, name, *arguments)
    receipt = (await house.receipts(before + 1))[before]
    assert receipt.outcome == "refused"
    assert receipt.center_id == center
    assert house.ledger.version(center) == version
    [good] = await house.take(center, SAY["submit_industry_research"])
    assert good.version == version + 1
    return receipt


def code_of(receipt: Receipt) -> str:
    assert receipt.refusal is not None
    return receipt.refusal.code


def typed(envelope: Envelope) -> str:
    """The envelope as one types it: a JSON string."""
    return json.dumps(envelope.model_dump_json())


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(("--input", '"approve it, please"'), id="prose"),
        pytest.param(("--input", '{"approved": true}'), id="an object"),
        pytest.param(("--input", "42"), id="a number"),
        pytest.param(("--input", "null"), id="null"),
        pytest.param((), id="nothing at all"),
        pytest.param(("--input", '"a"', "--input", '"b"'), id="two things"),
        pytest.param(("--input", "AP8Q/w==", "--input-base64", "--input-meta", "encoding=binary/plain"), id="bytes"),
        pytest.param(("--input", r'"\ud800"'), id="half a character"),
        pytest.param(("--input", "[" * 5_000 + "]" * 5_000), id="deep nesting"),
        pytest.param(
            ("--input", "eA==", "--input-base64", "--input-meta", "encoding=unheard/of"), id="strange encoding"
        ),
    ],
)
async def test_what_is_no_envelope_is_refused_and_recorded(
    house: Installation, center: str, registration: Body, arguments: tuple[str, ...]
) -> None:
    async with house.working():
        await house.take(center, registration)
        receipt = await refused_by(house, center, "decide", *arguments)
    assert code_of(receipt) == "envelope_unreadable"


async def test_bytes_that_pretend_to_be_json_are_refused_and_recorded(
    house: Installation, center: str, registration: Body
) -> None:
    async with house.working():
        await house.take(center, registration)
        await send_payload(house, center, Payload(metadata={"encoding": b"json/plain"}, data=b'"\xff\xfe'))
        _, receipt, *_ = await house.receipts(2)
        await house.take(center, SAY["submit_industry_research"])
    assert code_of(receipt) == "envelope_unreadable"


@pytest.mark.parametrize(
    "metadata",
    [
        pytest.param({"__temporal_external_storage_reference": b"true"}, id="marked"),
        pytest.param({"encoding": b"json/external-storage-reference"}, id="by an older SDK"),
        pytest.param(
            {"encoding": b"json/protobuf", "messageType": b"temporal.api.sdk.v1.ExternalStorageReference"}, id="by name"
        ),
    ],
)
async def test_a_payload_that_claims_to_lie_elsewhere_is_refused_and_recorded(
    house: Installation, center: str, registration: Body, metadata: dict[str, bytes]
) -> None:
    async with house.working():
        await house.take(center, registration)
        await send_payload(house, center, Payload(metadata=metadata, data=b"{}"))
        _, receipt, *_ = await house.receipts(2)
        await house.take(center, SAY["submit_industry_research"])
    assert code_of(receipt) == "envelope_unreadable"


async def test_a_signal_that_is_too_long_to_carry_is_refused_and_recorded(
    house: Installation, center: str, registration: Body, tmp_path: Path
) -> None:
    flood = tmp_path / "flood.json"
    flood.write_text(json.dumps("x" * 1_950_000))
    async with house.working():
        await house.take(center, registration)
        receipt = await refused_by(house, center, "decide", "--input-file", str(flood))
    assert code_of(receipt) == "envelope_unreadable"


async def test_an_unsigned_envelope_is_refused(house: Installation, center: str, registration: Body) -> None:
    unsigned = house.letter(center, anyone(Role.APPROVER), SAY["withdraw"]).model_copy(update={"signature": ""})
    async with house.working():
        await house.take(center, registration)
        receipt = await refused_by(house, center, "approval", "--input", typed(unsigned))
    assert code_of(receipt) == "signature_invalid"


async def test_an_envelope_changed_on_the_way_is_refused(house: Installation, center: str, registration: Body) -> None:
    signed = house.letter(center, ACTORS[Role.APPLICANT], SAY["submit_industry_research"])
    forged = signed.model_copy(update={"command": json.dumps(SAY["withdraw"])})
    async with house.working():
        await house.take(center, registration)
        receipt = await refused_by(house, center, "decide", "--input", typed(forged))
        promoted = signed.model_copy(update={"actor": anyone(Role.APPROVER)})
        other = await refused_by(house, center, "decide", "--input", typed(promoted))
    assert code_of(receipt) == code_of(other) == "signature_invalid"


async def test_an_envelope_played_back_to_another_center_is_refused(
    house: Installation, center: str, registration: Body
) -> None:
    elsewhere = f"c-{uuid4().hex[:12]}"
    good = house.letter(elsewhere, ACTORS[Role.APPLICANT], confirming({**registration, "center_id": elsewhere}))
    async with house.working():
        await house.take(center, registration)
        await house.send(good)
        await house.receipt(good.command_id)
        receipt = await refused_by(house, center, "decide", "--input", typed(good))
    assert code_of(receipt) == "signature_invalid"
    assert house.ledger.version(elsewhere) == 1


async def test_a_good_envelope_under_an_unheard_name_is_refused(
    house: Installation, center: str, registration: Body
) -> None:
    good = house.letter(center, ACTORS[Role.APPLICANT], SAY["withdraw"])
    async with house.working():
        await house.take(center, registration)
        receipt = await refused_by(house, center, "revoke_at_once", "--input", typed(good))
    assert code_of(receipt) == "signal_unknown"
    assert receipt.command_id.startswith("signal-")


async def test_news_of_the_calendar_from_a_stranger_changes_nothing(
    house: Installation, center: str, registration: Body
) -> None:
    async with house.working():
        await house.take(center, registration)
        await type_signal(house, center, "calendar_changed", "--input", '"boo"')
        await house.take(center, SAY["submit_industry_research"])
    assert [receipt.outcome for receipt in await house.receipts(2)] == ["recorded", "recorded"]
