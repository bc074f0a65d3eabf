"""The clauses as data."""

import pytest

from domain.guideline.clauses import (
    CLAUSES,
    GUIDELINE_ISSUED_ON,
    GUIDELINE_NUMBER,
    HOLDS_FROM,
    HOUSE,
    RECORD,
    Clause,
    clause_sort_key,
)
from domain.values.identifiers import parse_document_number

NUMBERED = [number for number in CLAUSES if number not in (RECORD, HOUSE)]


@pytest.mark.parametrize(
    "number",
    [
        "2.1",
        "2.2",
        "2.3",
        "2.4",
        "3.1",
        "3.1.1",
        "3.1.2",
        "3.2",
        "3.2.1",
        "3.2.2",
        "3.2.3",
        "3.2.4",
        "3.3.1",
        "3.3.2",
        "3.3.3",
        "3.3.4",
        "3.4.1",
        "3.4.2",
        "3.5.1",
        "3.5.2",
        "3.5.3",
        "4.1",
        "4.2",
        "4.3",
        "4.4",
        "5.1",
        "5.2",
        "5.3",
        "record",
        "house",
    ],
)
def test_every_clause_that_can_be_cited_is_known(number: str) -> None:
    assert CLAUSES[number].number == number


@pytest.mark.parametrize("clause", CLAUSES.values(), ids=list(CLAUSES))
def test_a_clause_has_its_title_and_its_rule_in_both_languages(clause: Clause) -> None:
    for label in (clause.title, clause.rule):
        assert any("一" <= character <= "鿿" for character in label.zh)
        assert label.en.isprintable()
        assert label.en.strip() == label.en != ""


def test_the_clauses_stand_in_the_guidelines_order() -> None:
    assert list(CLAUSES) == sorted(CLAUSES, key=clause_sort_key)


def test_what_rests_on_no_clause_comes_after_all_clauses() -> None:
    assert sorted([HOUSE, "5.3", RECORD, "3.2.1", "3.2"], key=clause_sort_key) == ["3.2", "3.2.1", "5.3", RECORD, HOUSE]


def test_the_guideline_is_a_paper_of_the_year_of_its_number() -> None:
    assert parse_document_number(GUIDELINE_NUMBER).year == GUIDELINE_ISSUED_ON.year


def test_every_clause_holds_from_the_day_of_its_guideline() -> None:
    assert {clause.holds_from for clause in CLAUSES.values()} == {HOLDS_FROM[GUIDELINE_NUMBER]}
