"""What somebody states now is seen and said in full; what is on record is read whatever it says."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.decider import DECISIONS
from domain.housekeeping.messages import AmendOrganisations
from domain.kernel.messages import Command
from domain.kernel.visible_text import check_line, check_text
from domain.management.messages import AppointDirector, DirectorAppointed, HoldExchange
from domain.reviews.messages import AppointExperts, Expert, RequestSupplement
from domain.supervision.messages import RecordSupervision
from domain.wording.shape_errors import shape_error
from domain.working_calendar.messages import EnterHolidayNotice
from importing.file_format import ReportedCenter
from tests.lives import LEAD, PANEL, commands, document

NOTHING_TO_SEE = [
    "\u200b",
    "\u3164",
    "\u2800",
    "\u115f",
    "\ufe0f",
    "\U000e0100\U000e0101",
    "\u200d\u2060",
    "\uffa0 \u3164",
]
CONTROLS = ["\x1b", "\x00", "\x07", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\x7f", "\uffff"]
UNPAIRED = ["\u202e", "\u202c", "\u2066", "\u2069", "\u2066\u202c", "\u202a\u2069", "\u202e一\n二\u202c"]
BORNE = [
    "王𠮷",
    "𰻝面",
    "邉\U000e0101",
    "葛\ufe00",
    "نام\u200cهای",
    "👨\u200d👩\u200d👧",
    "Zoë",
    "Zoe\u0308",
    "买买提·艾力",
    "\ue000某",
    "\u2067שלום\u2069 Ltd.",
]


def faults(model: type[Any], body: Any) -> list[tuple[str, str]]:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(body)
    return [(".".join(map(str, error["loc"])), error["type"]) for error in caught.value.errors()]


def director(name: str) -> dict[str, str]:
    return {"type": "appoint_director", "name": name}


def exchange(summary: str) -> dict[str, str]:
    return {"type": "hold_exchange", "topic": "海缆", "summary": summary}


@pytest.mark.parametrize("text", NOTHING_TO_SEE)
def test_a_text_of_which_nothing_is_to_be_seen_is_no_content(text: str) -> None:
    assert faults(AppointDirector, director(text)) == [("name", "text_invisible")]
    assert faults(HoldExchange, exchange(text)) == [("summary", "text_invisible")]


@pytest.mark.parametrize("control", CONTROLS)
def test_no_text_holds_a_control_character(control: str) -> None:
    assert faults(AppointDirector, director(f"张{control}三")) == [("name", "text_control")]
    assert faults(HoldExchange, exchange(f"两{control}场")) == [("summary", "text_control")]


@pytest.mark.parametrize("sign", "\t\n\r")
def test_prose_has_lines_and_tabs_and_a_name_has_none(sign: str) -> None:
    assert faults(AppointDirector, director(f"张{sign}三")) == [("name", "text_line_break")]
    assert HoldExchange.model_validate(exchange(f"一{sign}二")).summary == f"一{sign}二"


@pytest.mark.parametrize("text", UNPAIRED)
def test_no_text_turns_its_direction_without_turning_it_back(text: str) -> None:
    assert faults(HoldExchange, exchange(f"甲{text}乙")) == [("summary", "text_direction")]


def test_half_of_a_surrogate_pair_is_no_text() -> None:
    assert faults(AppointDirector, director("张\ud83d三")) == [("name", "string_unicode")]


@pytest.mark.parametrize("name", BORNE)
def test_a_name_is_kept_as_it_is_borne_byte_for_byte(name: str) -> None:
    assert AppointDirector.model_validate(director(name)).name.encode() == name.encode()


def test_every_fault_is_named_by_its_place() -> None:
    supplement = {"stage": "application", "items": ["齐全", "\u3164", "甲\x1b"], "note": "\u2800"}
    assert sorted(faults(RequestSupplement, supplement)) == [
        ("items.1", "text_invisible"),
        ("items.2", "text_control"),
        ("note", "text_invisible"),
    ]
    experts = [{**PANEL["experts"][0], "id": "a\nb", "organisation": "\u3164"}, *PANEL["experts"][1:]]
    assert sorted(faults(AppointExperts, {"stage": "application", **PANEL, "experts": experts})) == [
        ("experts.0.id", "text_line_break"),
        ("experts.0.organisation", "text_invisible"),
    ]
    assert faults(RecordSupervision, {"findings": [{"topic": "operation", "finding": "\x1b[31m"}]}) == [
        ("findings.0.finding", "text_control")
    ]
    titled = {**director("张三"), "documents": [document("\u3164")]}
    assert faults(AppointDirector, titled) == [("documents.0.title", "text_invisible")]


def test_what_a_correction_says_is_looked_through_as_well() -> None:
    from domain.housekeeping.messages import CorrectRecord

    body = {"position": 1, "what_was_wrong": "名称", "corrected": {"name_zh": "\u3164", "lead": {"name": "甲\x1b"}}}
    assert sorted(faults(CorrectRecord, body)) == [
        ("corrected.lead.name", "text_control"),
        ("corrected.name_zh", "text_invisible"),
    ]


def test_a_row_of_an_import_is_held_to_the_same() -> None:
    fact = {"event": "unveiled", "date": "2024", "precision": "year", "certainty": "reported", "source": "\u3164"}
    row = {"id": "sh-x", "name_zh": "甲\x1b", "level": "municipal", "region": "上海", "field": "other", "facts": [fact]}
    assert sorted(faults(ReportedCenter, row)) == [("facts.0.source", "text_invisible"), ("name_zh", "text_control")]


@pytest.mark.parametrize("name", [*NOTHING_TO_SEE, *(f"张{sign}三" for sign in CONTROLS), "张\n三", "\u202e张三"])
def test_what_is_on_record_is_read_whatever_it_says(name: str) -> None:
    assert DirectorAppointed(name=name).name == name


@given(st.text(max_size=40))
def test_every_text_is_taken_or_refused_in_both_languages(text: str) -> None:
    for check in (check_line, check_text):
        try:
            check(text)
        except ValueError as fault:
            zh, en = shape_error(fault.type, fault.context)  # type: ignore[attr-defined]
            assert zh
            assert en
            assert not zh.isascii()
            assert en.isascii()


def texts_in(value: Any, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where a body has a text that somebody wrote."""
    if isinstance(value, dict):
        return [found for name, part in value.items() for found in texts_in(part, (*place, name))]
    if isinstance(value, list | tuple):
        return [found for number, part in enumerate(value) for found in texts_in(part, (*place, number))]
    return [place] if isinstance(value, str) and not value.isascii() else []


def with_text(value: Any, place: tuple[Any, ...], text: str) -> Any:
    if not place:
        return text
    if isinstance(value, dict):
        return {**value, place[0]: with_text(value[place[0]], place[1:], text)}
    return [*value[: place[0]], with_text(value[place[0]], place[1:], text), *value[place[0] + 1 :]]


COMMANDS: dict[str, type[Command]] = {decision.type: decision.command for decision in DECISIONS} | {
    "enter_holiday_notice": EnterHolidayNotice
}
SAID = [(name, place) for name, body in commands().items() if name in COMMANDS for place in texts_in(body)]


@pytest.mark.parametrize(
    ("name", "place"), SAID, ids=lambda part: part if isinstance(part, str) else ".".join(map(str, part))
)
def test_every_text_of_every_decision_is_looked_at(name: str, place: tuple[Any, ...]) -> None:
    body = with_text(commands()[name], place, "甲\x1b乙")
    found = dict(faults(COMMANDS[name], body))
    assert any(where.startswith(".".join(map(str, place))) for where in found)


def test_an_employers_code_is_a_code_where_it_is_stated_and_any_text_on_record() -> None:
    expert = PANEL["experts"][0] | {"uscc": "0" * 18}
    body = {"stage": "application", **PANEL, "experts": [expert, *PANEL["experts"][1:]]}
    assert faults(AppointExperts, body) == [("experts.0.uscc", "credit_code_authority")]
    assert Expert.model_validate(expert).uscc == "0" * 18


def test_a_code_of_zeros_is_refused_where_organisations_are_stated() -> None:
    body = {"lead": LEAD | {"uscc": "0" * 18}, "reason": "更名"}
    assert faults(AmendOrganisations, body) == [("lead.uscc", "credit_code_authority")]


def test_the_schema_of_a_decision_says_nothing_of_how_texts_are_looked_at() -> None:
    schema = AppointDirector.model_json_schema()
    assert schema["properties"]["name"] == {"maxLength": 200, "minLength": 1, "title": "Name", "type": "string"}
