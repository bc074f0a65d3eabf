"""Every refusal in words: what a person reads when a rule says no, in both languages."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from domain.decider import EVENTS, LABELS
from domain.guideline.phases import Phase
from domain.guideline.vocabulary import (
    EvaluationOutcome,
    FollowUpOutcome,
    Level,
    ResponsibilityArea,
    Stage,
    UndoingEffect,
    UndoingKind,
)
from domain.housekeeping.correctable import Way
from domain.imported.facts import FactKind
from domain.kernel.base import Label, LabeledEnum
from domain.kernel.records import Event
from domain.kernel.refusals import Kind, Reason
from domain.kernel.roles import Role
from domain.powers.authority import Authority
from domain.values.partial_days import SHANGHAI, in_words
from domain.wording.deadlines import duty_name
from domain.wording.doubts import DOUBTS, WHICH
from domain.wording.fields import label_of
from domain.wording.refusals_deputies import DEPUTIES
from domain.wording.refusals_not_now import NOT_NOW
from domain.wording.refusals_of_service import OF_SERVICE
from domain.wording.refusals_standing_and_content import NOT_YOURS, UNKNOWN, WRONG_CONTENT
from domain.wording.values import NOTHING

REASONS: dict[str, Reason] = {**NOT_NOW, **NOT_YOURS, **WRONG_CONTENT, **UNKNOWN, **OF_SERVICE, **DEPUTIES}
"""What each code of a refusal means."""

_UNLISTED = Reason(
    Kind.NOT_NOW,
    Label("未予办理", "Refused"),
    Label("本事项未予办理。请核对所引条款。", "The decision was refused. See the clause it cites."),
)
_VOCABULARIES: dict[str, tuple[type[LabeledEnum], ...]] = {
    "role": (Role,),
    "other_role": (Role,),
    "phase": (Phase,),
    "allowed": (Role, Phase, FollowUpOutcome),
    "stage": (Stage,),
    "area": (ResponsibilityArea,),
    "outcome": (EvaluationOutcome, FollowUpOutcome),
    "proposed": (EvaluationOutcome,),
    "fact": (FactKind,),
    "ground": (FactKind,),
    "way": (Way,),
    "kind": (UndoingKind,),
    "effects": (UndoingEffect,),
    "level": (Level,),
}
"""By parameter: the vocabularies in which its codes are found. Those of one parameter have no code in common."""
_EVENTS = {event.wire_name(): event for event in EVENTS}
_FIELDS = frozenset({"fields", "reserved"})
"""The parameters that name fields, of the event that ``event`` names or of any."""
_PART_OF_A_DAY = re.compile(r"[12][0-9]{3}(-(0[1-9]|1[0-2]))?")
_DAYS = frozenset(
    "after approved_on begins_on date due_on effective_on ends_on established_on former_due_on happened_on "
    "new_term_ends_on proposed_end received_on term_ends_on today".split()
)
"""The parameters that are days, whole or in part; a stored refusal holds them as text."""


def title_of(code: str) -> Label:
    """What a refusal says in a few words, without its parameters."""
    return REASONS.get(code, _UNLISTED).title


def explain(code: str, params: Mapping[str, Any]) -> tuple[Label, Label]:
    """Title and sentence of a refusal, its parameters as people write them.

    A code or parameter of an older release does no harm: the sentence stays general, or has a dash in that place.
    """
    reason = REASONS.get(code, _UNLISTED)
    return reason.title, _filled(reason.detail, params)


def explain_doubt(code: str, params: Mapping[str, Any]) -> Label:
    """What is unusual, in a sentence; a code of a newer release is named as it is."""
    sentence = DOUBTS.get(code)
    filled = _filled(sentence, params) if sentence else Label(f"{code}。", f"{code}.")
    if not params.get("which"):
        return filled
    which = _filled(WHICH, params)
    return Label(filled.zh + which.zh, f"{filled.en} {which.en}")


def _of_doubt(doubt: Mapping[str, Any]) -> Label:
    return explain_doubt(str(doubt.get("code")), doubt.get("params") or {})


def _of_refusal(refusal: Mapping[str, Any]) -> Label:
    _, sentence = explain(str(refusal.get("code")), refusal.get("params") or {})
    return sentence


def _filled(sentence: Label, params: Mapping[str, Any]) -> Label:
    event = _EVENTS.get(str(params.get("event")))
    words = {name: _in_words(name, value, event) for name, value in params.items()}
    zh = sentence.zh.format_map(_Filled({name: word.zh for name, word in words.items()}))
    en = sentence.en.format_map(_Filled({name: word.en for name, word in words.items()}))
    return Label(zh, en)


class _Filled(dict[str, str]):
    def __missing__(self, _key: str) -> str:
        return "—"


def _in_words(name: str, value: Any, event: type[Event] | None) -> Label:
    if value is None:
        return NOTHING
    if isinstance(value, list | tuple):
        words = [_in_words(name, item, event) for item in value]
        if name == "doubts":
            return Label("".join(word.zh for word in words), " ".join(word.en for word in words))
        return Label("、".join(word.zh for word in words), ", ".join(word.en for word in words))
    if name in _FIELDS:
        return label_of(event, str(value))
    if isinstance(value, date) or name in _DAYS:
        return _day(value)
    return _READINGS.get(name, _plain)(value)


def _plain(value: Any) -> Label:
    return Label(str(value), str(value))


def _day(value: Any) -> Label:
    if isinstance(value, date):
        return in_words(value)
    text = str(value)
    if _PART_OF_A_DAY.fullmatch(text):
        return in_words(text)
    try:
        return in_words(date.fromisoformat(text))
    except ValueError:
        return _plain(text)


def _instant(value: Any) -> Label:
    """An instant as the clock in Shanghai shows it, to the minute."""
    try:
        local = datetime.fromisoformat(str(value)).astimezone(SHANGHAI)
    except ValueError:
        return _plain(value)
    day = in_words(local.date())
    return Label(f"{day.zh}{local:%H:%M}", f"{day.en}, {local:%H:%M}")


def _coded(vocabularies: tuple[type[LabeledEnum], ...]) -> Callable[[Any], Label]:
    labels = {member.value: member.label for vocabulary in vocabularies for member in vocabulary}
    return lambda value: labels.get(str(value), _plain(value))


def _center_or_act(item: Any) -> Label:
    """A center, and of an act its kind and day."""
    if not isinstance(item, dict):
        return _plain(item)
    name, event, on = f"{item.get('name_zh')}（{item.get('center_id')}）", item.get("event"), item.get("on")
    act = _READINGS["event"](event) if event else Label("", "")
    day = _day(on) if on else Label("", "")
    en = " ".join(word for word in (name, act.en, day.en) if word)
    return Label(f"{name}{day.zh}{act.zh}", en)


def _authority(value: Any) -> Label:
    """An authority, by the level and the region that a refusal holds."""
    try:
        return Authority(Level(value["level"]), str(value["region"])).label
    except (KeyError, TypeError, ValueError):
        return _plain(value)


_READINGS: dict[str, Callable[[Any], Label]] = {
    **{name: _coded(vocabularies) for name, vocabularies in _VOCABULARIES.items()},
    "sent_at": _instant,
    "doubts": lambda doubt: _of_doubt(doubt) if isinstance(doubt, dict) else _plain(doubt),
    "which": _center_or_act,
    "authority": _authority,
    "refused": lambda refusal: _of_refusal(refusal) if isinstance(refusal, dict) else _plain(refusal),
    "about": lambda value: duty_name(str(value)),
    "deadline": lambda value: duty_name(str(value)),
    "decision": lambda value: LABELS.get(str(value), _plain(value)),
    "event": lambda value: _EVENTS[str(value)].LABEL if str(value) in _EVENTS else _plain(value),
}
