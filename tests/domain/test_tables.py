"""The tables are complete: every command, every event, every label, every shape."""

from typing import TypeVar, get_args

import pytest

from domain.decider import BUREAU_DECISIONS, DECISIONS, EFFECTS, EVENTS
from domain.decision import Decision
from domain.guideline.clauses import CLAUSES
from domain.guideline.phases import Phase
from domain.guideline.policy import POLICY_RULES, Policy
from domain.kernel.base import Label, LabeledEnum
from domain.kernel.messages import Command
from domain.kernel.records import Event
from domain.kernel.roles import Role
from domain.supervision.clock_facts import ClockFact

T = TypeVar("T")
OF_THE_BUREAU = {event for decision in BUREAU_DECISIONS for event in decision.events}

every_decision = pytest.mark.parametrize("decision", DECISIONS, ids=lambda decision: decision.type)
every_event = pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.wire_name())


def concrete(kind: type[T]) -> set[type[T]]:
    """The classes at the end of the tree that the program itself has made."""
    children: list[type[T]] = kind.__subclasses__()
    leaves = {leaf for child in children for leaf in concrete(child)} if children else {kind}
    return {leaf for leaf in leaves if leaf.__module__.startswith("domain.")}


def speaks_both_languages(label: Label) -> bool:
    return bool(label.zh.strip() and label.en.strip()) and not label.zh.isascii() and label.en.isascii()


def test_every_command_has_its_place_in_the_table_once() -> None:
    listed = [decision.command for decision in DECISIONS]
    assert len(set(listed)) == len(listed)
    assert {*listed, *(decision.command for decision in BUREAU_DECISIONS)} == concrete(Command)


@every_decision
def test_a_decision_has_roles_a_clause_a_rule_and_a_label_in_both_languages(decision: Decision) -> None:
    assert decision.roles
    assert set(decision.roles) <= set(Role)
    assert decision.clause in CLAUSES
    assert callable(decision.rule)
    assert speaks_both_languages(decision.label)
    assert len(set(decision.phases)) == len(decision.phases)
    assert all(isinstance(phase, Phase) for phase in decision.phases)


@every_decision
def test_a_commands_type_is_its_name_in_lower_case_with_underscores(decision: Decision) -> None:
    name = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in decision.command.__name__)
    assert decision.type == name.lstrip("_")
    (literal,) = get_args(decision.command.model_fields["type"].annotation)
    assert literal == decision.type


@every_decision
def test_what_follows_from_a_decision_is_an_event_that_the_ledger_may_hold(decision: Decision) -> None:
    assert decision.events
    assert set(decision.events) <= set(EVENTS)


def test_every_event_is_listed_and_changes_a_center_or_a_stream_of_the_bureau() -> None:
    assert set(EVENTS) == concrete(Event)
    assert len(set(EVENTS)) == len(EVENTS)
    assert set(EVENTS) - set(EFFECTS) == OF_THE_BUREAU


def test_every_event_follows_from_a_decision_or_from_the_time() -> None:
    decided = {event for decision in DECISIONS for event in decision.events}
    of_time = {event for event in EVENTS if issubclass(event, ClockFact)}
    assert decided.isdisjoint(of_time)
    assert decided | of_time | OF_THE_BUREAU == set(EVENTS)


@every_event
def test_an_event_has_a_topic_of_its_own_a_clause_and_a_label_in_both_languages(event: type[Event]) -> None:
    name, _, version = vars(event)["TOPIC"].partition(":")
    assert name == "".join(f"_{x.lower()}" if x.isupper() else x for x in event.__name__).lstrip("_")
    assert int(version) >= 1
    assert vars(event)["CLAUSE"] in CLAUSES
    assert speaks_both_languages(vars(event)["LABEL"])
    assert event.__doc__


def test_no_two_events_share_a_topic() -> None:
    topics = [event.TOPIC for event in EVENTS]
    assert len(set(topics)) == len(topics)


@every_event
def test_no_field_of_an_event_hides_what_every_event_has(event: type[Event]) -> None:
    """A field ``name`` once hid the method that named the event."""
    common = {name for name in dir(Event) if not name.startswith("_")}
    assert not common & set(event.model_fields)


VOCABULARIES: list[type[LabeledEnum]] = sorted(concrete(LabeledEnum), key=lambda kind: kind.__name__)


@pytest.mark.parametrize("vocabulary", VOCABULARIES)
def test_every_term_has_a_label_in_both_languages(vocabulary: type[LabeledEnum]) -> None:
    for member in vocabulary:
        assert speaks_both_languages(member.label), member


def test_every_number_of_the_policy_is_named_with_its_clause() -> None:
    assert [rule.name for rule in POLICY_RULES] == list(Policy.model_fields)
    assert all(rule.clause in CLAUSES for rule in POLICY_RULES)
