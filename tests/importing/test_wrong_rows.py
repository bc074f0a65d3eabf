"""A row that is wrong is named by its place, in both languages, and nothing of its file is taken."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from importing.importer import Importer
from importing.reading import read_centers
from importing.wrong_rows import WrongRows
from tests.importing.conftest import Change


def put(*path: Any, value: Any) -> Change:
    """A change of the seed: that value in that place."""

    def change(content: Any) -> None:
        for step in path[:-1]:
            content = content[step]
        content[path[-1]] = value

    return change


def without(*path: Any) -> Change:
    def change(content: Any) -> None:
        for step in path[:-1]:
            content = content[step]
        del content[path[-1]]

    return change


FACT = ("centers", 3, "facts", 0)
WRONG: dict[str, tuple[Change, str]] = {
    "a thirteenth month": (put(*FACT, "date", value="2023-13"), "centers[3].facts[0].date"),
    "a thirteenth month of a day": (put(*FACT, "date", value="2023-13-01"), "centers[3].facts[0].date"),
    "a thirtieth of February": (put(*FACT, "date", value="2023-02-30"), "centers[3].facts[0].date"),
    "a number for a date": (put(*FACT, "date", value=2023), "centers[3].facts[0].date"),
    "an empty date": (put(*FACT, "date", value=""), "centers[3].facts[0].date"),
    "a date in words": (put(*FACT, "date", value="May 2023"), "centers[3].facts[0].date"),
    "no date": (without(*FACT, "date"), "centers[3].facts[0].date"),
    "a fact of the future": (put(*FACT, "date", value="2026-11-24"), "centers[3].facts[0].date"),
    "a precision that the date has not": (put(*FACT, "precision", value="month"), "centers[3].facts[0].precision"),
    "an unknown event": (put(*FACT, "event", value="exploded"), "centers[3].facts[0].event"),
    "an unknown certainty": (put(*FACT, "certainty", value="sure"), "centers[3].facts[0].certainty"),
    "a fact without a source": (without(*FACT, "source"), "centers[3].facts[0].source"),
    "an unknown key of a fact": (put(*FACT, "kind", value="established"), "centers[3].facts[0].kind"),
    "an unknown key of a center": (put("centers", 5, "city", value="上海"), "centers[5].city"),
    "an unknown key of the file": (put("version", value=2), "version"),
    "an id that is no slug": (put("centers", 2, "id", value="SH Beidou"), "centers[2].id"),
    "an id that the calendar has": (put("centers", 2, "id", value="calendar"), "centers[2].id"),
    "an id twice": (put("centers", 4, "id", value="sh-space-energy"), "centers[4].id"),
    "a predecessor that nobody knows": (put("centers", 4, "predecessor", value="sh-gone"), "centers[4].predecessor"),
    "a predecessor that is no slug": (put("centers", 4, "predecessor", value="SH gone"), "centers[4].predecessor"),
    "its own predecessor": (put("centers", 3, "predecessor", value="sh-space-energy"), "centers[3].predecessor"),
    "no id": (without("centers", 2, "id"), "centers[2].id"),
    "a center without a name": (without("centers", 0, "name_zh"), "centers[0].name_zh"),
    "an empty name": (put("centers", 0, "name_zh", value="  "), "centers[0].name_zh"),
    "an unknown level": (put("centers", 0, "level", value="galactic"), "centers[0].level"),
    "an unknown field": (put("centers", 0, "field", value="alchemy"), "centers[0].field"),
    "a word for a truth value": (put("centers", 3, "joint", value="yes"), "centers[3].joint"),
    "facts that are no list": (put("centers", 3, "facts", value={}), "centers[3].facts"),
    "a center that is no object": (put("centers", 3, value="sh-space-energy"), "centers[3]"),
    "no centers": (without("centers"), "centers"),
}


@pytest.mark.parametrize(("change", "place"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_row_is_named_by_its_place(
    change: Change, place: str, changed: Callable[[Change], Path], intake: Importer
) -> None:
    with pytest.raises(WrongRows) as wrong:
        intake.plan(read_centers(changed(change)))
    assert [row.place for row in wrong.value.rows] == [place]
    assert all(row.sentence.zh and row.sentence.en for row in wrong.value.rows)
    assert intake.ledger.head() == 0


def test_all_wrong_rows_are_named_at_once_in_their_order(changed: Callable[[Change], Path], intake: Importer) -> None:
    changes = [
        put("centers", 11, "level", value="galactic"),
        put("centers", 9, "facts", 1, "date", value="2031-01"),
        put("centers", 1, "id", value="sh-beidou"),
        put("centers", 0, "facts", 0, "event", value="?"),
    ]

    def change(content: Any) -> None:
        for one in changes:
            one(content)

    with pytest.raises(WrongRows) as wrong:
        intake.plan(read_centers(changed(change)))
    assert [row.place for row in wrong.value.rows] == [
        "centers[0].facts[0].event",
        "centers[4].id",
        "centers[9].facts[1].date",
        "centers[11].level",
    ]


def test_a_plan_may_lie_in_the_future(changed: Callable[[Change], Path], intake: Importer) -> None:
    file = changed(put("centers", 8, "facts", 2, "date", value="2035"))
    assert len(intake.plan(read_centers(file))) == 12


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"\xff\xfe", b'{"centers": [], "centers": []}', b'{"centers": [NaN]}', b"[" * 100_000],
    ids=["empty", "cut off", "a list", "no UTF-8", "a key twice", "NaN", "endless nesting"],
)
def test_a_file_that_cannot_be_read_says_why(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "centers.json"
    file.write_bytes(content)
    with pytest.raises(WrongRows) as wrong:
        read_centers(file)
    assert [row.place for row in wrong.value.rows] == ["$"]


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(WrongRows, match=r"\$"):
        read_centers(tmp_path / "nowhere.json")


def test_a_number_of_too_many_digits_is_named_by_its_place(tmp_path: Path) -> None:
    file = tmp_path / "centers.json"
    file.write_text('{"centers":\n [' + "1" * 6_000 + "]}")
    with pytest.raises(WrongRows) as wrong:
        read_centers(file)
    assert [fault.sentence.zh for fault in wrong.value.rows] == ["在 2:3 处不是 JSON"]
