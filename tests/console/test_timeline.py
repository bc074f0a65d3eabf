"""The history of a center in words: every kind of event has its line, in both languages."""

from collections.abc import Iterator
from datetime import date
from html import unescape

import pytest

from api.console.center.timeline.timeline import line_of, timeline
from api.console.frame.filters import FILTERS
from api.console.frame.pages import environment
from api.http.language import Language, say
from domain.context import Context
from domain.decider import DECISIONS, EVENTS
from domain.deputies.deputyships import Deputies
from domain.documents_in_history import documents_of
from domain.guideline.phases import Phase
from domain.housekeeping.correction import confirmed
from domain.housekeeping.undoing import undoings_by_version
from domain.kernel.records import Event, Record
from domain.kernel.roles import Role
from domain.replay import EventOrder, in_order
from domain.working_calendar.decider import EnteredNotices
from domain.working_calendar.decider import decide as decide_on_calendar
from domain.working_calendar.messages import EnterHolidayNotice
from tests.domain.deputies import after, asked, ending, naming
from tests.domain.occasions import Occasion, occasion, under_construction
from tests.domain.test_entering_the_past import imported
from tests.domain.test_undoing import COURT, revoked, undone
from tests.lives import ACTORS, Life, commands, life_before, life_in

OTHERWISE: dict[str, dict[str, object]] = {
    "record_support": {"granted": False, "reason": "产业基础不足"},
    "record_consent": {"given": False, "reason": "用地未落实"},
    "judge_rectification": {"outcome": "rejected"},
    "confirm_correction": {"verdict": "fail", "reason": "并无错误"},
    "confirm_undo": {"verdict": "fail", "reason": "确有其事"},
    "decide_on_evaluation": {"new_term_ends_on": "2027-03-07"},
}
"""The other answers, from which other events follow."""
NO_CHANGE: dict[str, object] = {}
LINES = (
    '{% import "center/timeline/timeline.html" as timeline with context %}'
    "<ol>{% for line in lines %}{{ timeline.item(line) }}{% endfor %}</ol>"
)


def records() -> Iterator[Record[Event]]:
    """Records of every kind."""
    for decision in DECISIONS:
        for change in (NO_CHANGE, OTHERWISE.get(decision.type, NO_CHANGE)):
            yield from _taken(occasion(decision.type), change)
    life = under_construction()
    for day in (date(2023, 11, 24), date(2026, 6, 1)):
        life.pass_time(day)
    yield from life.records
    yield from _of_an_unknown_term()
    yield from undone(revoked(), "CenterRevoked", **COURT | {"effect": "confirms_unlawful"}).records
    yield from (life.records[0].model_copy(update={"event": event}) for event in _of_the_bureau())


def _of_an_unknown_term() -> list[Record[Event]]:
    life = imported("2022-05", date(2025, 1, 10))
    life.pass_time(date(2025, 6, 1))
    return life.records


def _taken(found: Occasion, change: dict[str, object]) -> list[Record[Event]]:
    return found.life.take(found.body | change).records


def _of_the_bureau() -> Iterator[Event]:
    yield from _of_the_calendar()
    for body, before in ((naming(), Deputies()), (ending(), after(naming()))):
        decided = asked(body, before)
        assert isinstance(decided, list), decided
        yield from decided


def _of_the_calendar() -> Iterator[Event]:
    notice = {"year": 2031, "number": "国办发明电〔2030〕7号", "issued_on": "2030-11-12", "holidays": ["2031-01-01"]}
    context = Context(ACTORS[Role.OFFICER], Life().now)
    for number in ("国办发明电〔2030〕7号", "国办发明电〔2030〕8号"):
        command = EnterHolidayNotice.model_validate({"notice": notice | {"number": number}})
        book = EnteredNotices()
        if number.endswith("8号"):
            book = _with_a_notice(context, notice)
        decided = decide_on_calendar(command, book, context)
        assert isinstance(decided, list), decided
        yield from decided


def _with_a_notice(context: Context, notice: dict[str, object]) -> EnteredNotices:
    command = EnterHolidayNotice.model_validate({"notice": notice})
    return EnteredNotices(notices={2031: command.notice})


@pytest.fixture(scope="module")
def of_every_kind() -> dict[type[Event], Record[Event]]:
    return {type(record.event): record for record in records()}


def test_the_test_knows_every_kind_of_event(of_every_kind: dict[type[Event], Record[Event]]) -> None:
    assert set(of_every_kind) == set(EVENTS)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", EVENTS, ids=lambda kind: kind.wire_name())
def test_every_event_has_its_line(
    of_every_kind: dict[type[Event], Record[Event]], kind: type[Event], language: Language
) -> None:
    record = of_every_kind[kind]
    lines = [line_of(record)]
    page = environment(language).from_string(LINES).render(lines=lines, page_request=None)
    assert say(kind.LABEL, language) in unescape(page)
    assert f"/console/events/{record.position}" in page
    assert say(FILTERS["clause_number"](record.event.clause), language) in page
    for name, words in lines[0].contents + lines[0].more:
        assert say(name, language)
        assert say(words, language)


def test_a_corrected_event_names_its_correction_and_stays_as_it_was_written() -> None:
    life = life_in(Phase.INCUBATION).take(commands()["correct_record"])
    life.take(commands()["confirm_correction"] | {"correction_id": life.center.corrections[0].id})
    (correction,) = confirmed(life.records)[1]
    first = timeline(life.records, {1: [correction]}, {})[-1]
    page = environment("zh").from_string(LINES).render(lines=[first], page_request=None)
    assert "已更正" in page
    assert f"/console/events/{correction.position}" in page
    assert "上海市海缆产业计量测试中心" in page


def test_an_event_that_was_corrected_twice_names_both_corrections() -> None:
    life = life_in(Phase.INCUBATION)
    for right in ({"name_en": "First"}, {"name_zh": "上海市海底电缆产业计量测试中心"}):
        life.take(commands()["correct_record"] | {"corrected": right})
        life.take(commands()["confirm_correction"] | {"correction_id": life.center.corrections[0].id})
    first = timeline(life.records, confirmed(life.records), {})[-1]
    page = environment("zh").from_string(LINES).render(lines=[first], page_request=None)
    assert all(f"/console/events/{correction.position}" in page for correction in first.corrected_by)
    assert [correction.version for correction in first.corrected_by] == [3, 5]


def test_every_paper_that_a_history_refers_to_is_listed_once() -> None:
    life = life_before("approve_construction")
    titles = [paper.title.zh for paper in documents_of([*life.records, *life.records])]
    assert {"筹建申报书", "筹建任务书"} <= set(titles)
    assert len(titles) == len(set(titles))


def test_a_history_entered_late_is_told_by_day_of_happening_too_and_what_fell_is_marked() -> None:
    life = under_construction()
    life.take(commands()["commend"]).take(commands()["hold_exchange"] | {"effective_on": "2023-04-01"})
    recorded, happened = (in_order(life.records, order) for order in (EventOrder.RECORDED, EventOrder.EFFECTIVE))
    assert recorded == life.records
    assert [record.version for record in happened[-2:]] == [len(life.records), len(life.records) - 1]
    marked = timeline(happened, fallen={happened[0].position})
    assert [line.fallen for line in marked] == [False] * (len(marked) - 1) + [True]
    page = environment("zh").from_string(LINES).render(lines=marked, page_request=None)
    assert page.count("已失去依据") == 1


def test_what_counts_no_more_is_struck_through_with_by_whom_when_and_under_which_number() -> None:
    life = undone(revoked(), "CenterRevoked", **COURT)
    lines = timeline(life.records, {}, undoings_by_version(life.records))
    (line,) = [line for line in lines if line.undone_by]
    assert line.record.event.wire_name() == "CenterRevoked"
    html = environment("zh").from_string(LINES).render(lines=[line], page_request=None)
    paper = ("判决", "（2026）沪01行初12号", "上海市第一中级人民法院")
    for words in ("line-undone", "已失效", *paper, "2026年6月1日", "王审批"):
        assert words in html, words
