"""A day from which a clock counts says so, by the clock's own row."""

import pytest

from api.console.decide.forms.changes import with_counted_days
from api.console.decide.forms.from_models import form_of
from domain.deadlines.clocks import CLOCKS
from domain.deadlines.counted_days import counted_from
from domain.decider import PEOPLE_DECIDE
from domain.guideline.policy import Policy
from domain.supervision.messages import NotifyMajorMatter

COMMANDS = {decision.type: decision.command for decision in PEOPLE_DECIDE}


@pytest.mark.parametrize("day", {day for clock in CLOCKS for day in clock.counts_from})
def test_the_day_of_each_row_is_asked_by_its_form_and_says_what_it_decides(day: tuple[str, str]) -> None:
    decision, _field = day
    counted = counted_from(*day, Policy())
    assert counted is not None
    assert counted.zh in str(with_counted_days(form_of(COMMANDS[decision]), decision, Policy()))


def test_it_goes_by_the_policy_and_only_where_a_clock_counts() -> None:
    form = with_counted_days(form_of(NotifyMajorMatter), "notify_major_matter", Policy(major_matter_working_days=7))
    hint = form.of("happened_on").hint
    assert hint is not None
    assert hint.zh == "自该日起计：重大事项书面告知（7个工作日内，五（二））。"
    assert form.of("effective_on").hint == form_of(NotifyMajorMatter).of("effective_on").hint
