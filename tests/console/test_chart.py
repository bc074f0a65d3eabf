"""The picture of a center: whatever happened when, every mark stands in its place and every label can be read."""

from datetime import date
from itertools import combinations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from api.console.center.chart.center_chart import CenterChart, center_chart, stations
from api.console.center.chart.chart import LANE, Chart, ChartSpan, Facts, Mark, Placed, draw, width_of
from api.console.center.status.obligations import obligations
from api.resources.center_view import CenterPage, center_view
from domain.guideline.phases import LIFE, Phase
from domain.guideline.policy import Policy
from domain.housekeeping.correction import as_read
from domain.kernel.records import Event, Record
from domain.working_calendar.working_days import WorkingCalendar
from tests.domain.occasions import evaluated
from tests.domain.test_undoing import COURT, revoked, undone
from tests.lives import Body, Life, commands, life_in, noon

DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))
NEAR = st.dates(date(2023, 1, 1), date(2027, 12, 31))
LABELS = st.text(st.sampled_from("年度筹建情况报送abc 2026（）"), max_size=30)
SHAPES = st.sampled_from(["event", "disputed", "end", "met", "late", "missed", "over", "open", "provisional"])


def marks(days: st.SearchStrategy[date]) -> st.SearchStrategy[list[Mark]]:
    return st.lists(st.builds(Mark, days, SHAPES, LABELS), max_size=25)


def spans(days: st.SearchStrategy[date]) -> st.SearchStrategy[list[ChartSpan]]:
    pair = st.tuples(days, days).filter(lambda two: two[0] < two[1])
    return st.lists(pair.map(lambda two: ChartSpan(*two, "term")), max_size=3)


def facts_on(days: st.SearchStrategy[date]) -> st.SearchStrategy[Facts]:
    return st.builds(Facts, marks(days), marks(days), spans(days), days)


FACTS = facts_on(DAYS) | facts_on(NEAR)


@given(FACTS)
def test_everything_lies_within_the_picture(facts: Facts) -> None:
    picture = draw(facts)
    for placed in (*picture.events, *picture.clocks):
        assert placed.label_x >= 0
        assert 0 <= placed.x <= picture.width
        assert placed.is_left is (placed.label_x < placed.x)
        assert placed.label_x + placed.width <= picture.width
        assert 0 < placed.y < picture.height
        assert placed.width == width_of(placed.mark.label)
    assert all(bar.x >= 0 and bar.x + bar.width <= picture.width for bar in picture.bars)
    assert picture.begin <= picture.today <= picture.end
    assert picture.ticks


@given(FACTS)
def test_what_came_first_stands_further_left(facts: Facts) -> None:
    picture = draw(facts)
    for given_marks, placed in ((facts.events, picture.events), (facts.clocks, picture.clocks)):
        assert sorted(mark.on for mark in given_marks) == [one.mark.on for one in placed]
        assert [one.x for one in placed] == sorted(one.x for one in placed)
    assert all(one.y < picture.axis for one in picture.events)
    assert all(one.y > picture.axis for one in picture.clocks)


@given(FACTS)
def test_no_label_lies_on_another_or_on_a_stem(facts: Facts) -> None:
    picture = draw(facts)
    for row in (picture.events, picture.clocks):
        for one, other in combinations(row, 2):
            assert _apart(one, other) or _apart(other, one)
            assert not _crosses(one, other, picture)
            assert not _crosses(other, one, picture)


TWO_OF_A_DAY = [Mark(date(1999, 1, 1), "event", "年度筹建情况报送" * 3), Mark(date(1999, 1, 1), "event", "")]
AROUND_THEM = [Mark(date(2000, 1, 1), "event", ""), Mark(date(2002, 1, 1), "event", "")]


@given(FACTS)
@example(Facts([*TWO_OF_A_DAY, *AROUND_THEM], [], [], date(2000, 1, 1)))
def test_no_label_lies_across_the_line_of_today_and_none_is_cut(facts: Facts) -> None:
    picture = draw(facts)
    assert [one.mark for one in picture.events] == sorted(facts.events, key=lambda mark: mark.on)
    for one in (*picture.events, *picture.clocks):
        assert not one.label_x < picture.today < one.label_x + one.width


def _apart(one: Placed, other: Placed) -> bool:
    if abs(one.y - other.y) >= LANE:
        return True
    return max(one.x, one.label_x + one.width) <= min(other.x, other.label_x)


def _crosses(stem: Placed, label: Placed, picture: Chart) -> bool:
    """Whether the line from a mark to the axis runs through another's label."""
    is_between = min(stem.y, picture.axis) < label.y < max(stem.y, picture.axis)
    return is_between and label.label_x < stem.x < label.label_x + label.width


def page_of(phase: Phase) -> tuple[CenterPage, list[Record[Event]]]:
    life = life_in(phase)
    return center_view(life.center, Policy(), WorkingCalendar()), life.records


@pytest.mark.parametrize("phase", Phase)
def test_the_line_of_phases_says_where_the_center_is(phase: Phase) -> None:
    page, _ = page_of(phase)
    found = stations(page)
    assert [one.phase for one in found if one.state in {"now", "ended"}] == [phase]
    if phase in LIFE:
        assert len(found) == 5
    assert [one.state for one in found] == sorted(
        (one.state for one in found), key=["reached", "now", "ended", "ahead"].index
    )


def test_an_extension_is_drawn_after_the_term() -> None:
    life = life_in(Phase.CONSTRUCTION)
    ends = life.center.term_ends_on
    assert ends is not None
    evaluated(life, new_term_ends_on=ends.replace(year=ends.year + 1).isoformat())
    drawn = center_chart(center_view(life.center, Policy(), WorkingCalendar()), life.records, ends, "zh")
    term, extension = drawn.picture.bars
    assert (term.kind, extension.kind) == ("term", "extension")
    assert extension.x == pytest.approx(term.x + term.width, abs=0.2)


def test_a_clock_that_was_missed_has_another_shape_than_one_that_was_met() -> None:
    life = life_in(Phase.OPERATION)
    life.pass_time(date(2025, 3, 1))
    drawn = center_chart(
        center_view(life.center, Policy(), WorkingCalendar()), life.records, date(2025, 3, 1), "en"
    ).picture
    assert {one.mark.shape for one in drawn.clocks} >= {"missed", "open"}
    assert any(one.mark.label.startswith("Annual report 2024") for one in drawn.clocks)


def test_what_is_late_stands_first_among_the_obligations() -> None:
    life = life_in(Phase.OPERATION)
    life.pass_time(date(2025, 3, 1))
    page = center_view(life.center, Policy(), WorkingCalendar())
    duties = obligations(page, Policy(), date(2025, 3, 1))
    states = [duty.state for duty in duties]
    assert states == sorted(states, key=["late", "due", "done"].index)
    assert {"3.5.1", "4.1", "4.2", "4.3", "4.4", "5.2"} <= {duty.clause for duty in duties}
    assert {duty.clause for duty in duties if duty.state == "done"} >= {"3.5.1", "4.1", "4.3", "4.4"}


@pytest.mark.parametrize("phase", [Phase.INCUBATION, Phase.APPLICATION, Phase.WITHDRAWN])
def test_nothing_is_owed_before_the_approval_to_construct(phase: Phase) -> None:
    page, _ = page_of(phase)
    assert obligations(page, Policy(), date(2023, 6, 1)) == []


def told_of(*facts: Body) -> tuple[CenterChart, list[str]]:
    """The picture of an imported center, and the states of the phases before its own."""
    life = Life(now=noon(date(2026, 11, 23))).take(commands()["import_center"] | {"facts": facts})
    page = center_view(life.center, Policy(), WorkingCalendar())
    drawn = center_chart(page, life.records, date(2026, 11, 23), "zh")
    return drawn, [one.state for one in drawn.stations]


def reported(kind: str, on: str | None, certainty: str = "reported", **more: str) -> Body:
    return {"kind": kind, "date": on, "certainty": certainty, "source": "报道", **more}


def test_a_disputed_day_is_not_drawn_as_two_certain_ones() -> None:
    days = ("2021-05-11", "2024-05-13")
    drawn, states = told_of(*(reported("established", day, "disputed") for day in days))
    assert [(one.mark.shape, one.mark.label) for one in drawn.picture.events] == [("disputed", "批准成立 有争议")] * 2
    assert states == ["unknown"] * 4 + ["now"]


def test_reports_that_contradict_each_other_are_both_drawn_as_doubtful() -> None:
    drawn, _ = told_of(reported("established", "2021-05-11"), reported("established", "2024-05-13"))
    assert {one.mark.shape for one in drawn.picture.events} == {"disputed"}


def test_what_nobody_dates_stands_at_its_bound_or_is_named_below_the_picture() -> None:
    drawn, states = told_of(reported("construction_approved", None, not_after="2017-06"), reported("established", None))
    [approved] = drawn.picture.events
    assert (approved.mark.on, approved.mark.shape) == (date(2017, 6, 30), "approximate")
    assert approved.mark.label == "批准筹建 不晚于2017年6月"
    assert approved.mark.aloud == "不晚于2017年6月 批准筹建"
    assert drawn.undated == ["批准成立"]
    assert states == ["unknown", "unknown", "reached", "unknown", "now"]


@pytest.mark.parametrize(
    ("day", "more", "words"),
    [
        (None, {"not_before": "2023-06", "not_after": "2023-09"}, "2023年6月至2023年9月之间 批准筹建"),
        ("2013-04", {}, "2013年4月 批准筹建"),
    ],
)
def test_what_is_read_aloud_says_when_it_was_as_far_as_that_is_known_and_is_not_cut(
    day: str | None, more: Body, words: str
) -> None:
    [approved] = told_of(reported("construction_approved", day, **more))[0].picture.events
    assert approved.mark.aloud == words


def test_the_term_of_an_older_approval_is_drawn_as_assumed() -> None:
    assert [bar.kind for bar in told_of(reported("construction_approved", "2022-05-09"))[0].picture.bars] == ["assumed"]
    later = told_of(reported("construction_approved", "2024-05-13"))[0].picture.bars
    assert [bar.kind for bar in later] == ["term", "range"]


def test_the_picture_reads_the_corrected_state() -> None:
    life = life_in(Phase.CONSTRUCTION)
    right = {"position": life.position_of("ConstructionApproved"), "corrected_effective_on": "2023-03-01"}
    life.take(commands()["correct_record"] | right | {"corrected": {"term_months": 30}})
    life.take(commands()["confirm_correction"] | {"correction_id": life.center.corrections[0].id})
    page = center_view(life.center, Policy(), WorkingCalendar())
    drawn = center_chart(page, as_read(life.records), date(2026, 11, 23), "zh").picture
    [approved] = [one for one in drawn.events if one.mark.label == "批准筹建"]
    [term] = drawn.bars
    assert (approved.mark.on, approved.x) == (date(2023, 3, 1), term.x)


def test_what_was_undone_is_not_drawn() -> None:
    life = undone(revoked(), "CenterRevoked", **COURT)
    page = center_view(life.center, Policy(), WorkingCalendar())
    drawn = center_chart(page, as_read(life.records), date(2026, 11, 23), "zh").picture
    assert not [one for one in drawn.events if one.mark.shape == "end"]


def test_a_month_is_drawn_as_no_certain_day() -> None:
    [approved] = told_of(reported("construction_approved", "2013-04"))[0].picture.events
    assert (approved.mark.shape, approved.mark.label) == ("approximate", "批准筹建 2013年4月")


def test_of_a_disputed_day_that_a_paper_has_settled_one_certain_mark_is_drawn() -> None:
    days = ("2021-05-11", "2024-05-13")
    facts = tuple(reported("established", day, "disputed") for day in days)
    life = Life(now=noon(date(2026, 11, 23))).take(commands()["import_center"] | {"facts": facts})
    life.take(
        {
            "type": "complete_record",
            "established_on": days[1],
            "source": "批准文件",
            "establishment_number": "沪市监计量〔2024〕9号",
        }
    )
    page = center_view(life.center, Policy(), WorkingCalendar())
    drawn = center_chart(page, as_read(life.records), date(2026, 11, 23), "zh").picture
    assert [(one.mark.on.isoformat(), one.mark.shape) for one in drawn.events] == [(days[1], "event")]


def test_for_a_phone_what_is_nearest_to_today_comes_first_ahead_and_back() -> None:
    life = life_in(Phase.OPERATION)
    today = date(2025, 3, 1)
    life.pass_time(today)
    drawn = center_chart(center_view(life.center, Policy(), WorkingCalendar()), life.records, today, "zh")
    ahead, past = ([one.mark.on for one in turns] for turns in (drawn.ahead, drawn.past))
    assert ahead == sorted(ahead)
    assert past == sorted(past, reverse=True)
    assert min(ahead) >= today > max(past)
    assert "term" in {one.span for one in drawn.past}


def test_a_term_that_is_certainly_over_on_an_unknown_day_has_a_shape_of_its_own() -> None:
    drawn, _ = told_of(reported("construction_approved", "2023-05-17"))
    assert "over" in {one.mark.shape for one in drawn.picture.clocks}
