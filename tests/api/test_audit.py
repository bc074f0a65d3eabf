"""Proofs over HTTP, checked by the bundle's verifier, which shares nothing with the ledger."""

import base64
import hashlib
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from clock import utc_now
from domain.kernel.roles import Role
from evidence import verify
from health.checks import late as beyond_bound
from ledger.proof.keys import KeyFile
from ledger.proof.serving import Lag
from tests.api.house import V1, House, assert_problem, served
from tests.lives import commands
from tests.proof.house import Intruder

HUGE = "9" * 6000


def decoded(texts: list[str]) -> list[bytes]:
    return [base64.b64decode(text) for text in texts]


def signed(note: str, keys: KeyFile) -> verify.Checkpoint:
    return verify.read_checkpoint(note, [verify.read_key(str(key)) for key in keys.verifier_keys()])


def parts(entry: bytes) -> list[bytes]:
    """An entry taken apart: each part stands after its length."""
    found = []
    while entry:
        length, entry = int.from_bytes(entry[:8], "big"), entry[8:]
        found.append(entry[:length])
        entry = entry[length:]
    return found


def check_inclusion(body: dict[str, Any], keys: KeyFile) -> list[bytes]:
    """The parts of the entry, once it is proven under the signed checkpoint."""
    checkpoint, entry = signed(body["note"], keys), base64.b64decode(body["entry"])
    hashed = hashlib.sha256(b"\x00" + entry).digest()
    assert base64.b64decode(body["leaf_hash"]) == hashed
    assert (checkpoint.size, checkpoint.root) == (body["size"], base64.b64decode(body["root"]))
    assert verify.root_by_path(body["leaf"], body["size"], hashed, decoded(body["path"])) == checkpoint.root
    return parts(entry)


def roots_by_growth(old: int, size: int, path: list[bytes], old_root: bytes) -> tuple[bytes, bytes]:
    """The two roots to which a consistency proof leads, by recursion over RFC 6962, 2.1.2."""
    left = list(path)

    def walk(start: int, stop: int, *, is_old: bool) -> tuple[bytes, bytes]:
        if stop == old:
            found = old_root if is_old else left.pop(0)
            return found, found
        half = 1 << (stop - start - 1).bit_length() - 1
        if old <= start + half:
            older, newer = walk(start, start + half, is_old=is_old)
            return older, verify.node_hash(newer, left.pop(0))
        older, newer = walk(start + half, stop, is_old=False)
        sibling = left.pop(0)
        return verify.node_hash(sibling, older), verify.node_hash(sibling, newer)

    roots = walk(0, size, is_old=True)
    assert not left
    return roots


async def decide_much(house: House) -> str:
    """A center with a few events and a refusal; the command id of the refusal."""
    center, refused = await house.register(), f"refused-{uuid4().hex}"
    assert (await house.decide(center, commands()["submit_industry_research"])).status_code == 201
    assert (await house.decide(center, commands()["hold_pre_review"], key=refused)).status_code == 409
    return refused


async def test_the_checkpoint_is_the_signed_note_and_json_where_that_is_asked_for(house: House) -> None:
    await decide_much(house)
    keys = house.prove()
    note = await house.get("/audit/checkpoint")
    assert note.headers["content-type"] == "text/plain; charset=utf-8"
    assert signed(note.text, keys).size == 2 + 3
    headers = house.bearer(Role.AUDITOR) | {"Accept": "application/json"}
    body = (await house.http.get(f"{V1}/audit/checkpoint", headers=headers)).json()
    assert (body["note"], body["size"], body["origin"]) == (note.text, 5, house.settings.log_name)
    assert base64.b64decode(body["root"]) == signed(note.text, keys).root
    assert body["key"] == str(keys.verifier_keys()[-1])
    assert body["digests"] == {"sha256": hashlib.sha256(note.content).hexdigest()}
    settings = house.settings.model_copy(update={"sm3": True})
    async with served(house.installation, settings) as by_sm3:
        body = (await by_sm3.http.get(f"{V1}/audit/checkpoint", headers=headers)).json()
    assert body["digests"]["sm3"] == hashlib.new("sm3", note.content).hexdigest()


async def test_every_event_and_every_receipt_is_proven_under_the_checkpoint(house: House) -> None:
    refused = await decide_much(house)
    keys = house.prove()
    for event in (await house.get("/events")).json()["items"]:
        kind, position, stream, *_ = check_inclusion(
            (await house.get("/audit/inclusion", position=event["position"])).json(), keys
        )
        assert (kind, int.from_bytes(position, "big")) == (b"event", event["position"])
        assert stream.decode() == event["center_id"]
    kind, _, command_id, *_ = check_inclusion((await house.get("/audit/inclusion", receipt=refused)).json(), keys)
    assert (kind, command_id.decode()) == (b"receipt", refused)


async def test_an_older_checkpoint_is_proven_to_be_the_beginning_of_every_later_one(house: House) -> None:
    notes = []
    for _ in range(3):
        await decide_much(house)
        keys = house.prove()
        notes.append((await house.get("/audit/checkpoint")).text)
    checkpoints = [signed(note, keys) for note in notes]
    pairs = [(a, b) for n, a in enumerate(checkpoints) for b in checkpoints[n:]]
    for old, new in pairs:
        body = (await house.get(f"/audit/consistency?from={old.size}&to={new.size}")).json()
        roots = roots_by_growth(old.size, new.size, decoded(body["path"]), old.root)
        assert roots == (old.root, new.root)
        assert decoded([body["old_root"], body["root"]]) == [old.root, new.root]
        assert body["note"] == notes[-1]
    last = (await house.get("/audit/consistency?from=1")).json()
    assert last["size"] == checkpoints[-1].size


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ("inclusion", 422, "request_invalid"),
        ("inclusion?position=0", 422, "request_invalid"),
        ("inclusion?position=-1", 422, "request_invalid"),
        ("inclusion?position=one", 422, "request_invalid"),
        (f"inclusion?position={HUGE}", 422, "request_invalid"),
        (f"inclusion?position={2**63}", 422, "request_invalid"),
        (f"inclusion?position={2**63 - 1}", 404, "position_unknown"),
        ("inclusion?position=2", 404, "position_unknown"),
        ("inclusion?position=1&receipt=x", 422, "request_invalid"),
        ("inclusion?receipt=x", 404, "receipt_unknown"),
        ("inclusion?receipt=%00", 404, "receipt_unknown"),
        ("inclusion?receipt=%ff", 404, "receipt_unknown"),
        (f"inclusion?receipt={HUGE}", 422, "request_invalid"),
        ("consistency", 422, "request_invalid"),
        ("consistency?from=0", 422, "request_invalid"),
        ("consistency?from=2&to=1", 422, "request_invalid"),
        ("consistency?from=1&to=0", 422, "request_invalid"),
        (f"consistency?from=1&to={HUGE}", 422, "request_invalid"),
        ("consistency?from=1&to=3", 404, "not_proven"),
        ("consistency?from=3", 409, "ahead_of_log"),
        (f"consistency?from={2**63 - 1}", 409, "ahead_of_log"),
    ],
)
async def test_what_cannot_be_proven_is_a_clear_problem(house: House, asked: str, status: int, code: str) -> None:
    await house.register()
    house.prove()
    for language in ("zh-CN", "en"):
        problem = assert_problem(await house.get(f"/audit/{asked}", language=language), status, code)
        assert all(
            error["message"] not in {"内容不符", "This is not what is expected"} for error in problem.get("errors", ())
        )


async def test_before_the_first_checkpoint_nothing_is_proven_yet(house: House) -> None:
    await house.register()
    for asked in ("checkpoint", "inclusion?position=1", "consistency?from=1"):
        assert_problem(await house.get(f"/audit/{asked}"), 404, "not_proven")


async def test_what_came_after_the_checkpoint_is_not_proven_yet(house: House) -> None:
    await house.register()
    house.prove()
    refused = await decide_much(house)
    assert_problem(await house.get("/audit/inclusion", position=3), 404, "not_proven")
    assert_problem(await house.get("/audit/inclusion", receipt=refused), 404, "not_proven")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE events SET state = CAST(state || ' ' AS BLOB) WHERE position = 1",
        "UPDATE proof_leaves SET hash = zeroblob(32) WHERE leaf = 1",
        "UPDATE proof_checkpoints SET note = CAST(replace(note, char(10), ' ') AS BLOB)",
    ],
)
async def test_of_what_was_changed_no_proof_is_given(house: House, change: str) -> None:
    await house.register()
    house.prove()
    Intruder(house.settings.ledger).do(change)
    assert_problem(await house.get("/audit/inclusion", position=1), 503, "proof_broken")


async def test_a_log_whose_leaves_were_changed_is_not_shown_to_have_grown(house: House) -> None:
    for _ in range(2):
        await decide_much(house)
    house.prove()
    Intruder(house.settings.ledger).do("UPDATE proof_leaves SET hash = zeroblob(32) WHERE leaf = 2")
    assert_problem(await house.get("/audit/consistency?from=3&to=6"), 503, "proof_broken")


async def test_a_proof_that_lags_too_long_makes_the_house_unready_and_says_since_when(house: House) -> None:
    await house.register()
    ready = (await house.http.get("/readyz")).json()
    assert ready["lag"]["checkpoint"]["entries"] == 2
    assert "witness" not in ready["lag"]
    hurried = house.settings.model_copy(update={"checkpoint_lag": 1e-6})
    async with served(house.installation, hurried) as late:
        english = (await late.http.get("/readyz", headers={"Accept-Language": "en"})).json()
        assert english["code"] == "not_ready"
        assert "2 entries have waited for a checkpoint since 20" in english["detail"]
        assert "2 条记录" in assert_problem(await late.http.get("/readyz"), 503, "not_ready")["detail"]
        house.prove()
        assert (await late.http.get("/readyz")).json()["lag"] == {"checkpoint": {"entries": 0, "seconds": 0.0}}


async def test_a_witness_that_nothing_reaches_makes_the_house_unready(house: House) -> None:
    await house.register()
    house.prove()
    place = str(house.settings.data / "witness.txt")
    hurried = house.settings.model_copy(update={"checkpoint_lag": 1e-6, "checkpoint_witness": place})
    async with served(house.installation, hurried) as late:
        problem = assert_problem(await late.http.get("/readyz", headers={"Accept-Language": "en"}), 503, "not_ready")
        assert "not reached their witness since" in problem["detail"]
        assert 'hengxu_proof_lag_entries{behind="witness"} 2.0' in (await late.http.get("/metrics")).text
        house.installation.ledger.proof.witness(place).deliver()
        assert (await late.http.get("/readyz")).json()["lag"]["witness"] == {"entries": 0, "seconds": 0.0}
        assert 'hengxu_proof_lag_seconds{behind="witness"} 0.0' in (await late.http.get("/metrics")).text


@pytest.mark.parametrize(("age", "is_late"), [(3599, False), (3601, True)])
def test_the_bound_of_a_lag_is_the_setting(age: int, is_late: bool) -> None:
    lag = Lag(3, utc_now() - timedelta(seconds=age))
    assert bool(beyond_bound({"checkpoint": lag}, timedelta(seconds=3600))) is is_late
