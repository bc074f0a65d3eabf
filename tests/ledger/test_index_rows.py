"""The history as lines: one for each event and each refusal, in the order of recording, found by what one looks for."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest

from domain.kernel.messages import DocumentRef, OnBehalfOf
from domain.kernel.records import Event, Record
from domain.kernel.roles import Actor, Person, Role
from ledger.application import Entry, Ledger
from ledger.errors import BadCursor, VersionConflict
from ledger.proof.leaves import Entries, Leaf, Place
from ledger.read_model.cursors import to_cursor
from ledger.read_model.index_rows import LONGEST
from ledger.receipts import Receipt
from tests.ledger.sample import Corrected, Opened, Renamed, decide, receipt_of, records_of, refusal_of, rows_of

LI = Actor(id="officer-li", name="李经办", role=Role.OFFICER)
WANG = Actor(id="approver-wang", name="Wang 审批", role=Role.APPROVER)


def say(ledger: Ledger, center_id: str, actor: Actor, at: datetime, *events: Event, **beside: Any) -> None:
    """A decision of that person at that instant (UTC)."""
    base, command_id = ledger.version(center_id), str(uuid4())
    change = {"actor": actor, "recorded_at": at}
    records = [record.model_copy(update=change | beside) for record in records_of(center_id, base, command_id, *events)]
    receipt = receipt_of(center_id, base + len(events), command_id, *events).model_copy(update=change)
    ledger.append(records, receipt)


def refuse(ledger: Ledger, center_id: str, actor: Actor | None, at: datetime, **changes: Any) -> Receipt:
    receipt = refusal_of(center_id, ledger.version(center_id), str(uuid4()))
    return ledger.refuse(receipt.model_copy(update={"actor": actor, "recorded_at": at, **changes}))


@pytest.fixture
def filled(ledger: Ledger) -> Ledger:
    """Seven lines: two events, a refusal, one event, a stray word, two events. The last ones on the day after."""
    say(ledger, "ic", LI, datetime(2026, 3, 1, 4, tzinfo=UTC), Opened(name_zh="集成电路"), Renamed(name_zh="芯片"))
    refuse(ledger, "ic", LI, datetime(2026, 3, 1, 5, tzinfo=UTC))
    say(ledger, "ai", WANG, datetime(2026, 3, 1, 15, 59, 59, tzinfo=UTC), Opened(name_zh="人工智能"))
    refuse(ledger, "ai", None, datetime(2026, 3, 1, 16, tzinfo=UTC), command_type="shout")
    say(
        ledger,
        "ic",
        WANG,
        datetime(2026, 3, 2, 4, tzinfo=UTC),
        Renamed(name_zh="集成电路"),
        Corrected(version=2, name_zh="片"),
    )
    return ledger


def numbers(ledger: Ledger, **filters: Any) -> list[int]:
    page = ledger.read_model.find_lines(newest_first=False, limit=100, **filters)
    assert page.total == len(page.items)
    return [item["line"] for item in page.items]


def everything(ledger: Ledger) -> list[dict[str, Any]]:
    return ledger.read_model.find_lines(newest_first=False, limit=1000).items


ALL = [1, 2, 4, 5, 7, 8, 9]


def test_a_line_says_what_was_recorded_by_whom_and_when(filled: Ledger) -> None:
    event, _, refusal, _, stray, *_ = everything(filled)
    assert event | {"command_id": ""} == {
        "line": 1,
        "position": 1,
        "number": 1,
        "kind": "event",
        "command_id": "",
        "stream": "ic",
        "version": 1,
        "type": "Opened",
        "code": None,
        "clause": "3.1",
        "role": "officer",
        "actor_id": "officer-li",
        "actor_name": "李经办",
        "effective_on": "2026-03-01",
        "undated": False,
        "not_before": None,
        "not_after": None,
        "recorded_at": "2026-03-01T04:00:00.000000Z",
    }
    assert refusal | {"command_id": ""} == {
        "line": 4,
        "position": None,
        "number": 2,
        "kind": "refusal",
        "command_id": "",
        "stream": "ic",
        "version": 2,
        "type": "sample",
        "code": "not_yet",
        "clause": "3.4.2",
        "role": "officer",
        "actor_id": "officer-li",
        "actor_name": "李经办",
        "effective_on": None,
        "undated": False,
        "not_before": None,
        "not_after": None,
        "recorded_at": "2026-03-01T05:00:00.000000Z",
    }
    assert (stray["type"], stray["role"], stray["actor_id"]) == ("shout", None, None)


def test_a_line_of_a_deputy_names_both_and_is_found_by_either(filled: Ledger) -> None:
    deputy = LI.model_copy(update={"role": Role.APPROVER, "deputy_for": Person(id=WANG.id, name=WANG.name)})
    say(filled, "ai", deputy, datetime(2026, 3, 3, 4, tzinfo=UTC), Renamed(name_zh="智能"))
    (last,) = filled.read_model.find_lines(limit=1).items
    assert (last["actor_name"], last["actor_id"], last["role"]) == (f"{LI.name}（代{WANG.name}）", LI.id, "approver")
    for words in (LI.name, WANG.name, WANG.id):
        assert last in filled.read_model.find_lines(actor=words).items
    assert filled.history("ai")[-1].actor == deputy


def test_a_line_of_a_paper_that_was_entered_says_whose_it_is_and_is_found_by_it(filled: Ledger) -> None:
    paper = DocumentRef(sha256="a" * 64, title="年度报告（盖章）")
    behalf = OnBehalfOf(organisation="上海计量院", received_on=date(2026, 3, 2), document=paper)
    say(filled, "ai", LI, datetime(2026, 3, 3, 4, tzinfo=UTC), Renamed(name_zh="智能"), on_behalf_of=behalf)
    (last,) = filled.read_model.find_lines(limit=1).items
    assert (last["actor_name"], last["actor_id"]) == (f"{LI.name}（代上海计量院录入）", LI.id)
    for words in ("上海计量院", "年度报告（盖章）"):
        assert filled.read_model.find_lines(q=words).items == [last]
    assert last not in filled.read_model.find_lines(actor="上海计量院").items


def test_a_line_leads_to_its_event_and_its_receipt(filled: Ledger) -> None:
    by_position = {record.position: record for record in filled.log()}
    for item in everything(filled):
        receipt = filled.receipt(item["command_id"])
        assert receipt is not None
        assert (item["kind"] == "refusal") == (receipt.outcome == "refused")
        if item["position"]:
            assert (item["stream"], item["version"]) == (
                by_position[item["position"]].center_id,
                by_position[item["position"]].version,
            )


def test_the_number_of_a_line_is_that_of_its_leaf_in_the_proof_plus_one(filled: Ledger) -> None:
    leaves = Entries(filled._recorder).page(Place(0, 0)).leaves
    pairs = pairwise([Leaf(-1, 0, 0, b""), *leaves])
    of_receipts = {leaf.leaf + 1 for before, leaf in pairs if leaf.number > before.number}
    of_events = {leaf.leaf + 1 for leaf in leaves} - of_receipts
    lines = everything(filled)
    assert {item["line"] for item in lines if item["kind"] == "refusal"} <= of_receipts
    assert {item["line"] for item in lines if item["kind"] == "event"} == of_events


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, ALL),
        ({"kind": "refusal"}, [4, 7]),
        ({"kind": "event"}, [1, 2, 5, 8, 9]),
        ({"type": "Renamed"}, [2, 8]),
        ({"type": "shout"}, [7]),
        ({"clause": "3.4.2"}, [4, 7]),
        ({"role": "approver"}, [5, 8, 9]),
        ({"center": "ai"}, [5, 7]),
        ({"actor": "WANG"}, [5, 8, 9]),
        ({"actor": "李"}, [1, 2, 4]),
        ({"actor": "%"}, []),
        ({"actor": "officer-"}, [1, 2, 4]),
        ({"actor": "  "}, ALL),
        ({"actor": "\u200b"}, ALL),
        ({"actor": "ＷＡＮＧ"}, [5, 8, 9]),
        ({"actor": "officer 李"}, [1, 2, 4]),
        ({"actor": "李 wang"}, []),
        ({"q": "li IC"}, [1, 2, 4]),
        ({"q": "Offic\u200ber-li"}, [1, 2, 4]),
        ({"from_day": date(2026, 3, 2)}, [7, 8, 9]),
        ({"to_day": date(2026, 3, 1)}, [1, 2, 4, 5]),
        ({"from_day": date(2026, 3, 2), "to_day": date(2026, 3, 2), "kind": "event"}, [8, 9]),
        ({"type": "Renamed", "actor": "li"}, [2]),
        ({"beyond": 0}, ALL),
        ({"beyond": 5}, [7, 8, 9]),
        ({"beyond": 2, "actor": "li"}, [4]),
        ({"beyond": 9}, []),
        ({"type": "'; DROP TABLE lines; --"}, []),
    ],
)
def test_lines_are_filtered(filled: Ledger, filters: dict[str, Any], found: list[int]) -> None:
    assert numbers(filled, **filters) == found


def test_the_newest_line_is_known_by_its_number(ledger: Ledger) -> None:
    assert ledger.read_model.newest_line() == 0
    say(ledger, "ic", LI, datetime(2026, 3, 1, 4, tzinfo=UTC), Opened(name_zh="集成电路"))
    refuse(ledger, "ic", LI, datetime(2026, 3, 1, 5, tzinfo=UTC))
    assert ledger.read_model.newest_line() == everything(ledger)[-1]["line"] > 0


@pytest.mark.parametrize("newest_first", [True, False])
def test_pages_of_lines_follow_their_cursors(filled: Ledger, newest_first: bool) -> None:
    found, cursor = [], None
    while True:
        page = filled.read_model.find_lines(newest_first=newest_first, limit=2, cursor=cursor)
        found += [item["line"] for item in page.items]
        assert page.total == 7
        cursor = page.next_cursor
        if cursor is None:
            break
    assert found == (ALL[::-1] if newest_first else ALL)


@pytest.mark.parametrize("place", ["x", "-1", "1.5", "", "²", str(2**63), "9" * 5000])
def test_a_cursor_that_no_page_of_lines_gave_out_is_refused(ledger: Ledger, place: str) -> None:
    with pytest.raises(BadCursor):
        ledger.read_model.find_lines(cursor=to_cursor([place]))


def test_a_decision_that_is_not_recorded_leaves_no_line(filled: Ledger) -> None:
    before = everything(filled)
    with pytest.raises(VersionConflict):
        decide(filled, "ic", Opened(name_zh="错"), base=0)
    assert everything(filled) == before


def test_a_decision_that_was_recorded_before_has_its_lines_once(filled: Ledger) -> None:
    decide(filled, "bio", Opened(name_zh="生物"), command_id="once", base=0)
    before = everything(filled)
    decide(filled, "bio", Opened(name_zh="生物"), command_id="once", base=0)
    assert everything(filled) == before


def test_decisions_of_several_streams_have_their_lines_in_their_order(filled: Ledger) -> None:
    events = {"bio": (Opened(name_zh="生物"),), "sat": (Opened(name_zh="卫星"), Renamed(name_zh="星"))}
    filled.append_all(
        [
            Entry(records_of(stream, 0, stream, *names), receipt_of(stream, len(names), stream, *names))
            for stream, names in events.items()
        ]
    )
    assert [(item["line"], item["stream"], item["version"]) for item in everything(filled)[7:]] == [
        (11, "bio", 1),
        (13, "sat", 1),
        (14, "sat", 2),
    ]


def test_a_word_longer_than_an_index_can_hold_is_cut_short_in_its_line_alone(ledger: Ledger) -> None:
    actor = Actor(id="é" * 5000, name="\x00名", role=Role.OFFICER)
    refuse(ledger, "ic", actor, datetime(2026, 3, 1, tzinfo=UTC), command_type="字" * 5000)
    [item] = everything(ledger)
    assert (item["type"], item["actor_id"], item["actor_name"]) == ("字" * LONGEST, "é" * LONGEST, "\ufffd名")
    receipt = ledger.receipt(item["command_id"])
    assert receipt is not None
    assert len(receipt.command_type) == 5000


def _lose(ledger: Ledger, condition: str) -> None:
    from ledger.recorder import Insertion

    ledger._recorder.insert_if("SELECT 1 = 1", {}, Insertion(f"DELETE FROM lines WHERE {condition}", [{}]))


@pytest.mark.parametrize("page", [1, 2, 3, 1000])
def test_lines_made_anew_are_those_written_with_the_events(
    filled: Ledger, page: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.read_model.log_index.RECEIPTS", page)
    before = everything(filled)
    _lose(filled, "line IN (1, 4, 8)")
    filled.read_model.rebuild(rows_of)
    assert everything(filled) == before


def test_a_rebuild_forgets_lines_that_stand_for_nothing(filled: Ledger) -> None:
    from ledger.read_model.index_rows import COLUMNS
    from ledger.read_model.log_index import PUT
    from ledger.recorder import Insertion

    before = everything(filled)
    line = dict.fromkeys(COLUMNS) | {"search": "", "documents": ""} | before[0]
    ghosts = [line | {"line": number, "number": number} for number in (3, 99)]
    filled._recorder.insert_if("SELECT 1 = 1", {}, Insertion(PUT, ghosts))
    assert len(everything(filled)) == 9
    filled.read_model.rebuild(rows_of)
    assert everything(filled) == before


@pytest.mark.parametrize("lost", ["line < 5", "true"], ids=["of an earlier program", "all"])
def test_catching_up_writes_the_lines_that_an_earlier_program_did_not(filled: Ledger, lost: str) -> None:
    before = everything(filled)
    _lose(filled, lost)
    assert filled.read_model.catch_up(rows_of) > 0
    assert everything(filled) == before
    assert filled.read_model.catch_up(rows_of) == 0


def test_catching_up_that_was_broken_off_goes_on_where_it_ended(
    filled: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.read_model.log_index.RECEIPTS", 1)
    before = everything(filled)
    _lose(filled, "line < 9")
    _lose(filled, "line < 10")
    filled.read_model._lines._write_page(3, 5)
    filled.read_model.catch_up(rows_of)
    assert everything(filled) == before


def test_catching_up_projects_centers_whose_rows_are_of_an_earlier_shape(filled: Ledger) -> None:
    rows = rows_of(filled.history("ai"))
    stale = rows.model_copy(update={"center": rows.center.model_copy(update={"shape": 1, "name_zh": "旧"})})
    assert filled.read_model.put(stale, filled.version("ai"))
    projected: list[str] = []

    def project(history: list[Record[Event]]) -> Any:
        projected.append(history[0].center_id)
        return rows_of(history)

    assert filled.read_model.catch_up(project) == 1
    assert filled.read_model.catch_up(project) == 0
    assert projected == ["ai"]


def test_a_rebuild_beside_decisions_ends_with_all_their_lines(filled: Ledger) -> None:
    def decisions() -> None:
        for number in range(30):
            decide(filled, "ic", Renamed(name_zh=str(number)))

    with ThreadPoolExecutor(2) as threads:
        deciding = threads.submit(decisions)
        while not deciding.done():
            filled.read_model.rebuild(rows_of)
        deciding.result()
    lines = everything(filled)
    assert len(lines) == 37
    filled.read_model.rebuild(rows_of)
    assert everything(filled) == lines


def test_a_page_that_holds_every_line_found_is_not_counted_besides(
    filled: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, rows = list[str](), filled.read_model._recorder.rows

    def watched(statement: str, *given: Any) -> list[Any]:
        asked.append(statement)
        return rows(statement, *given)

    monkeypatch.setattr(filled.read_model._recorder, "rows", watched)
    every = filled.read_model.find_lines(limit=1000)
    assert (every.total, len(asked)) == (len(every.items), 1)
    first = filled.read_model.find_lines(limit=1)
    assert (first.total, len(first.items), len(asked)) == (every.total, 1, 3)


def test_a_search_counts_up_to_a_bound_and_finds_the_newest_events_with_files_however_many_there_are(
    filled: Ledger,
) -> None:
    for day, digit in ((3, "a"), (4, "b"), (5, "c")):
        paper = DocumentRef(sha256=digit * 64, title=f"报告{digit}")
        say(filled, "ai", LI, datetime(2026, 3, day, 4, tzinfo=UTC), Renamed(name_zh="智能"), documents=(paper,))
    say(filled, "ic", LI, datetime(2026, 3, 6, 4, tzinfo=UTC), Renamed(name_zh="芯"))
    whole = filled.read_model.find_lines(q=LI.name, limit=100)
    with_papers = [item["position"] for item in whole.items if item["stream"] == "ai" and item["type"] == "Renamed"]
    found = filled.read_model.search_lines(LI.name, limit=3, with_documents=2, most=100)
    assert found == (whole.items[:3], whole.total, False, with_papers[:2])
    cut = filled.read_model.search_lines(LI.name, limit=1, with_documents=2, most=1)
    assert cut == (whole.items[:1], 1, True, with_papers[:2])
    assert filled.read_model.search_lines("没有", limit=3, with_documents=2, most=1) == ([], 0, False, [])
