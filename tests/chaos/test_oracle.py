"""The oracle fails where it has to: for each promise, evidence on which it is broken, and nothing else."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from domain.kernel.roles import Role
from tests.chaos.answers import Answer, Asked
from tests.chaos.oracle import CHECKS, LONGEST_OUTAGE, LONGEST_WAIT, VERIFY, Evidence, Outcome, Restored, examine
from tests.chaos.stored import StoredEvent, StoredLog, StoredReceipt
from tests.lives import ACTORS, Body

CENTER = "c-1"
OFFICER = ACTORS[Role.OFFICER]
Doctor = Callable[[Evidence], Evidence]


def receipt_of(key: str, version: int, position: int, outcome: str = "recorded") -> Body:
    """A receipt as it is answered."""
    events = [{"position": position, "version": version, "type": "RecordCompleted", "clause": "record"}]
    body: Body = {"command_id": key, "outcome": outcome, "center_id": CENTER, "version": version}
    return body | {"events": events if outcome == "recorded" else [], "actor": {"role": "officer"}}


def asked(key: str, *answers: Answer) -> Asked:
    return Asked(key, OFFICER, f"/centers/{CENTER}/decisions", {"type": "complete_record"}, list(answers))


def answer(status: int, body: Body, seconds: float = 0.1, retry_after: float | None = None) -> Answer:
    return Answer(0.0, seconds, status, body, retry_after)


def refusal(key: str, code: str = "phase_mismatch") -> Answer:
    return answer(409, {"code": code, "command_id": key, "instance": f"/api/v1/receipts/{key}"})


def sound() -> Evidence:
    """Recorded at once, recorded after a 202, refused by a rule, forbidden; a clock's fact; a page that was read."""
    first, second = receipt_of("a", 1, 1), receipt_of("b", 2, 2)
    pending = answer(202, {"outcome": "pending"}, retry_after=1)
    away = answer(503, {"code": "temporal_unavailable"}, retry_after=5)
    clock = {**receipt_of("clock:1", 3, 3), "actor": {"role": "system"}}
    stored = [first, second, clock, receipt_of("c", 3, 0, "refused")]
    return Evidence(
        asked=[
            asked("a", answer(201, first), answer(201, first)),
            asked("b", answer(0, {}), pending, away, answer(201, second)),
            asked("c", refusal("c")),
            asked("d", answer(403, {"code": "role_not_allowed"})),
            Asked("e", OFFICER, f"/centers/{CENTER}", None, [answer(200, {})]),
        ],
        log=StoredLog(
            [StoredReceipt(number, body["command_id"], body) for number, body in enumerate(stored, 1)],
            [StoredEvent(place, CENTER, place, key) for place, key in enumerate(("a", "b", "clock:1"), 1)],
        ),
        lists=({"register": ["row"]}, {"register": ["row"]}),
        commands={VERIFY: Outcome(0, ""), "reconcile": Outcome(0, ""), "rebuild": Outcome(0, "")},
        restored=[Restored("kill-worker", 0, 3.0)],
    )


def with_asked(evidence: Evidence, one: Asked) -> Evidence:
    """In place of what was asked under that key, or besides."""
    return replace(evidence, asked=[*(other for other in evidence.asked if other.key != one.key), one])


def with_log(evidence: Evidence, change: Callable[[list[StoredReceipt], list[StoredEvent]], Any]) -> Evidence:
    receipts, events = list(evidence.log.receipts), list(evidence.log.events)
    change(receipts, events)
    return replace(evidence, log=StoredLog(receipts, events))


def without_the_end(receipts: list[StoredReceipt], events: list[StoredEvent]) -> None:
    """The ledger ends before ``b`` and all that came after it."""
    del receipts[1:], events[1:]


def lose(evidence: Evidence) -> Evidence:
    return with_asked(with_log(evidence, without_the_end), asked("b", answer(201, receipt_of("b", 2, 2))))


def refused_instead(receipts: list[StoredReceipt], events: list[StoredEvent]) -> None:
    receipts[0] = receipts[0]._replace(body=receipt_of("a", 1, 1, "refused"))


def twice(receipts: list[StoredReceipt], events: list[StoredEvent]) -> None:
    receipts.append(receipts[0]._replace(number=5))


def one_more_event(receipts: list[StoredReceipt], events: list[StoredEvent]) -> None:
    events.append(StoredEvent(4, CENTER, 4, "clock:1"))


def recorded_after_all(receipts: list[StoredReceipt], events: list[StoredEvent]) -> None:
    receipts[3] = receipts[3]._replace(body=receipt_of("c", 4, 4))
    events.append(StoredEvent(4, CENTER, 4, "c"))


def without_receipt(receipts: list[StoredReceipt], events: list[StoredEvent]) -> None:
    events.append(StoredEvent(4, CENTER, 4, "nobody"))


def asked_by_nobody(receipts: list[StoredReceipt], events: list[StoredEvent]) -> None:
    receipts.append(StoredReceipt(5, "nobody", receipt_of("nobody", 4, 4)))
    events.append(StoredEvent(4, CENTER, 4, "nobody"))


def elsewhere(receipts: list[StoredReceipt], events: list[StoredEvent]) -> None:
    """The version that the receipt names is another center's."""
    events[2] = events[2]._replace(stream="c-2", version=1)


DOCTORED: dict[str, tuple[set[str], Doctor]] = {
    "acknowledged and gone": ({"lost"}, lose),
    "acknowledged and on record as refused": ({"lost", "doubled", "receipts"}, lambda e: with_log(e, refused_instead)),
    "two receipts": ({"doubled"}, lambda e: with_log(e, twice)),
    "more events than the receipt names": ({"doubled", "receipts"}, lambda e: with_log(e, one_more_event)),
    "two answers that differ": (
        {"answers"},
        lambda e: with_asked(e, asked("a", answer(201, receipt_of("a", 1, 1)), answer(201, receipt_of("a", 7, 1)))),
    ),
    "recorded, and refused when asked again": (
        {"answers", "refused"},
        lambda e: with_asked(e, asked("a", answer(201, receipt_of("a", 1, 1)), refusal("a"))),
    ),
    "another position than on record": (
        {"answers"},
        lambda e: with_asked(e, asked("a", answer(201, receipt_of("a", 1, 9)))),
    ),
    "refused, and recorded all the same": ({"refused"}, lambda e: with_log(e, recorded_after_all)),
    "accepted without an end": (
        {"ended"},
        lambda e: with_asked(e, asked("f", answer(202, {}, retry_after=1), answer(404, {}))),
    ),
    "never settled": ({"settled"}, lambda e: with_asked(e, asked("f", answer(0, {}), answer(0, {})))),
    "waited for too long": (
        {"waiting"},
        lambda e: with_asked(e, asked("f", answer(403, {}, seconds=LONGEST_WAIT + 1))),
    ),
    "500": ({"faults"}, lambda e: with_asked(e, asked("f", answer(500, {}), answer(403, {})))),
    "502": ({"faults"}, lambda e: with_asked(e, asked("f", answer(502, {}), answer(403, {})))),
    "503 without a code": (
        {"faults"},
        lambda e: with_asked(e, asked("f", answer(503, {}, retry_after=5), answer(403, {}))),
    ),
    "503 without Retry-After": (
        {"faults"},
        lambda e: with_asked(e, asked("f", answer(503, {"code": "ledger_unavailable"}), answer(403, {}))),
    ),
    "an event without receipt": ({"receipts"}, lambda e: with_log(e, without_receipt)),
    "a receipt without its event": ({"receipts"}, lambda e: with_log(e, lambda _receipts, events: events.pop())),
    "on record by nobody": ({"asked"}, lambda e: with_log(e, asked_by_nobody)),
    "an event in another center": ({"receipts"}, lambda e: with_log(e, elsewhere)),
    "a gap in the positions": (
        {"whole"},
        lambda e: with_log(e, lambda _, events: events.__setitem__(2, events[2]._replace(position=4))),
    ),
    "a gap in the receipts": (
        {"whole"},
        lambda e: with_log(e, lambda receipts, _: receipts.__setitem__(3, receipts[3]._replace(number=5))),
    ),
    "a row that doesn't follow": ({"lists"}, lambda e: replace(e, lists=({"work": ["row"]}, {"work": []}))),
    "a row that is missing": ({"lists"}, lambda e: replace(e, lists=({"work": []}, {"work": ["row"]}))),
    "verify says no": ({"commands"}, lambda e: replace(e, commands={VERIFY: Outcome(1, "gone")})),
    "reconcile says no": ({"commands"}, lambda e: replace(e, commands={"reconcile": Outcome(1, "one differs")})),
    "nothing recorded after a fault": ({"serving"}, lambda e: replace(e, restored=[Restored("kill-api", 0, None)])),
    "recorded too late after a fault": (
        {"serving"},
        lambda e: replace(e, restored=[Restored("kill-api", 0, LONGEST_OUTAGE + 1)]),
    ),
    "not ready in the end": ({"serving"}, lambda e: replace(e, unready="no_worker")),
    "a rolled-back ledger called well": ({"rollback"}, lambda e: replace(e, is_rolled_back=True)),
    "ended by itself": ({"programs"}, lambda e: replace(e, unforeseen=["hengxu up ended by itself with 1"])),
}


def test_nothing_is_found_where_every_promise_was_kept() -> None:
    assert examine(sound()) == {}


@pytest.mark.parametrize(("found", "doctor"), DOCTORED.values(), ids=DOCTORED)
def test_a_broken_promise_is_found_by_its_name(found: set[str], doctor: Doctor) -> None:
    assert set(examine(doctor(sound()))) == found


def test_each_check_has_evidence_on_which_it_fails() -> None:
    assert {check.name for check in CHECKS} == {name for found, _ in DOCTORED.values() for name in found}


def test_a_wait_that_a_fault_explains_is_no_finding() -> None:
    slow = with_asked(sound(), asked("f", answer(403, {}, seconds=LONGEST_WAIT + 9)))
    assert examine(replace(slow, restored=[Restored("pause-api", 10, 0.1)])) == {}


def test_a_decision_whose_commit_a_fault_took_away_may_be_recorded_elsewhere_and_not_be_gone() -> None:
    moved = with_asked(sound(), asked("b", answer(201, receipt_of("b", 2, 9))))
    assert set(examine(moved)) == {"answers"}
    assert examine(replace(moved, taken_away=frozenset({"b"}))) == {}
    assert "lost" in examine(replace(lose(sound()), taken_away=frozenset({"b"})))


def test_a_refusal_whose_commit_a_fault_took_away_needs_no_receipt_once_its_sender_has_the_answer() -> None:
    accepted, refused = answer(202, {}), answer(409, {"code": "wrong_phase", "instance": "/api/v1/receipts/f"})
    known = with_asked(sound(), asked("f", accepted, refused))
    assert set(examine(known)) == {"ended"}
    assert examine(replace(known, taken_away=frozenset({"f"}))) == {}
    unanswered = with_asked(sound(), asked("f", accepted))
    assert "ended" in examine(replace(unanswered, taken_away=frozenset({"f"})))


def test_a_ledger_shorter_than_a_checkpoint_has_to_be_told_and_then_verify_says_no() -> None:
    commands = {VERIFY: Outcome(1, "rolled back"), "reconcile": Outcome(0, "")}
    told_so = replace(sound(), is_rolled_back=True, unready='{"word": "rolled_back"}', commands=commands)
    assert examine(told_so) == {}
    assert set(examine(replace(told_so, is_rolled_back=False))) == {"commands", "serving"}
