"""What an officer is asked who enters a paper on behalf of others (代录): whose it is, when it came, and the paper."""

from dataclasses import replace

from api.console.decide.forms.from_models import questions_of
from api.console.decide.forms.groups import Group
from api.console.decide.forms.questions import AnyQuestion, Choice, Option, Options
from domain.center import Center
from domain.context import Context
from domain.decision import Decision
from domain.kernel.base import Label
from domain.powers.access import parties_of
from domain.powers.deputies import is_theirs_to_take, may_enter_on_behalf
from domain.powers.on_behalf import names_of

ON_BEHALF = "on_behalf_of"
"""The question's name."""


def on_behalf_question(decision: Decision, center: Center | None, context: Context) -> Group | None:
    """The question, where somebody may enter the decision on behalf; to be answered where it is none of their own."""
    if not may_enter_on_behalf(decision, context):
        return None
    (asked,) = questions_of(decision.command, (ON_BEHALF,))
    if not isinstance(asked, Group):
        raise TypeError(f"{ON_BEHALF} is asked in parts")
    asked = replace(asked, required=not is_theirs_to_take(decision, context))
    return asked.with_(_by_whom(asked, decision, center)) if center is not None else asked


def _by_whom(asked: Group, decision: Decision, center: Center) -> AnyQuestion:
    """The names that the center knows, to choose from; a body that the paper itself names is written."""
    question, names = asked.of("organisation"), names_of(decision, center, parties_of(decision, center))
    if not names or "authority" in decision.command.model_fields:
        return question
    only = names[0] if asked.required and len(names) == 1 else ""
    options = tuple(Option(name, Label(name, name)) for name in names)
    return Choice(name=question.name, label=question.label, default=only, groups=(Options(None, options),))
