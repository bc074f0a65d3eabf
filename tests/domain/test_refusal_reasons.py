"""Whoever is refused learns why, and what to do next, in both languages."""

import ast
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from string import Formatter
from typing import Any, NamedTuple

import pytest

from domain.guideline.clauses import CLAUSES
from domain.kernel.refusals import Kind, Refusal
from domain.wording.refusals import REASONS, explain

DOMAIN = Path(__file__).parents[2] / "domain"
RAISED_OUTSIDE = {
    "version_moved",
    "command_id_reused",
    "command_unreadable",
    "confirms_another_decision",
    "envelope_unreadable",
    "signature_invalid",
    "signal_unknown",
}


class Raised(NamedTuple):
    """One place where a rule says no."""

    place: str
    code: str
    clause: str | None
    params: frozenset[str]


def raised_in_domain() -> Iterator[Raised]:
    for path in sorted(DOMAIN.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refusal":
                yield _raised(f"{path.relative_to(DOMAIN)}:{node.lineno}", node)


def _raised(place: str, call: ast.Call) -> Raised:
    code, clause = call.args
    assert isinstance(code, ast.Constant), f"{place}: a code is written out where it is raised"
    number = str(clause.value) if isinstance(clause, ast.Constant) else None
    return Raised(place, str(code.value), number, frozenset(word.arg or "" for word in call.keywords))


RAISED = list(raised_in_domain())
every_raise = pytest.mark.parametrize("raised", RAISED, ids=lambda raised: f"{raised.code}@{raised.place}")
every_reason = pytest.mark.parametrize("code", REASONS)


def braces(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@every_raise
def test_every_code_that_a_rule_raises_has_its_reason(raised: Raised) -> None:
    assert raised.code in REASONS
    assert raised.clause is None or raised.clause in CLAUSES


@every_raise
def test_the_sentence_speaks_of_nothing_that_the_rule_does_not_say(raised: Raised) -> None:
    detail = REASONS[raised.code].detail
    assert braces(detail.zh) == braces(detail.en)
    assert braces(detail.zh) <= raised.params


def test_no_reason_stands_without_a_rule() -> None:
    assert set(REASONS) == {raised.code for raised in RAISED} | RAISED_OUTSIDE


@every_reason
def test_a_reason_speaks_both_languages_and_ends_its_sentences(code: str) -> None:
    title, detail = REASONS[code].title, REASONS[code].detail
    assert title.zh
    assert title.en
    assert not title.zh.endswith("。")
    assert not title.en.endswith(".")
    assert detail.zh.endswith("。")
    assert detail.en.endswith(".")


def test_a_version_that_moved_is_a_matter_of_time() -> None:
    assert REASONS["version_moved"].kind is Kind.NOT_NOW


def in_words(code: str, **params: Any) -> tuple[str, str]:
    return explain(code, params)[1]


def test_codes_come_out_as_their_labels_and_lists_are_joined() -> None:
    zh, en = in_words("phase_not_open", phase="incubation", allowed=["construction", "acceptance"])
    assert "“筹建培育”" in zh
    assert "筹建、筹建验收" in zh
    assert "“Incubation”" in en
    assert "Construction, Acceptance" in en


def test_roles_come_out_as_their_labels() -> None:
    zh, en = in_words("role_not_allowed", role="auditor", allowed=["district", "officer"])
    assert "您的身份是“审计”，本事项由以下角色办理：辖区市场监管部门、市局经办" in zh
    assert "District authority, Case officer" in en


@pytest.mark.parametrize("day", [date(2026, 11, 30), "2026-11-30"], ids=["as raised", "as stored"])
def test_days_are_written_as_people_write_them(day: object) -> None:
    zh, en = in_words("effective_in_the_future", effective_on=day, today=date(2026, 11, 23))
    assert zh.startswith("2026年11月30日尚未到来（今天是2026年11月23日）")
    assert en.startswith("30 November 2026 has not come yet (today is 23 November 2026)")


def test_a_part_of_a_day_says_no_more_than_it_knows() -> None:
    zh, en = in_words("fact_in_the_future", fact="established", date="2027-05")
    assert "“批准成立”的日期2027年5月尚未到来" in zh
    assert "“Established” is dated May 2027" in en


def test_what_is_known_already_is_named_in_words() -> None:
    zh, en = in_words("already_known", fields=["approved_on", "parties"])
    assert "批准筹建日期、承建单位" in zh
    assert "Date of approval to construct, Building organisations" in en


def test_an_event_is_named_by_its_label() -> None:
    zh, en = in_words("corrected_field_unknown", fields=["color"], event="DirectorAppointed")
    assert "“任命中心主任”记录中没有以下项目：color" in zh
    assert "“Director appointed”" in en


def test_a_text_with_braces_does_no_harm() -> None:
    assert "“{lead}{0}”" in in_words("lead_not_on_panel", lead="{lead}{0}")[0]


def test_a_refusal_of_another_release_is_still_told() -> None:
    assert in_words("no_such_code_any_more") == (
        "本事项未予办理。请核对所引条款。",
        "The decision was refused. See the clause it cites.",
    )
    assert "—" in in_words("lead_not_on_panel")[0]


@pytest.mark.parametrize("junk", [None, 7, "", "2026-99-99", ["x", 1], {"a": 1}, "\ud800"], ids=repr)
def test_whatever_a_stored_refusal_holds_it_is_told(junk: object) -> None:
    for code, reason in REASONS.items():
        assert all(explain(code, dict.fromkeys(braces(reason.detail.zh), junk))[1])


def test_two_refusals_are_one_when_they_say_the_same() -> None:
    one, same, other = (Refusal("matter_unknown", "5.2", matter=matter) for matter in ("m1", "m1", "m2"))
    assert one == same
    assert one != other
    assert len({one, other}) == 2


def test_the_fields_of_a_refusal_are_called_as_the_record_that_it_names_calls_them() -> None:
    params = {"event": "ExpertsAppointed", "reserved": ["lead", "experts"], "way": "new_panel"}
    _, detail = explain("correction_of_anothers_act", params)
    assert "专家组组长、专家组成员" in detail.zh
    assert "Lead of the panel, Members of the panel" in detail.en
