"""Whoever the record knows already is taken over into a form: by their name, and chosen where several match."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from api.console.decide.forms.answers import Answer, Answers, as_answers, as_text
from api.console.decide.forms.groups import KNOWN, Group, walk
from api.console.decide.forms.questions import AnyQuestion
from domain.values.comparing_form import same_name
from service_layer.known import SOURCES, Known, KnownKind, known
from service_layer.reading import ReadableLedger

Found = Mapping[tuple[str, str], Sequence[Known]]
"""By kind and text, who matches."""
MOST_TEXTS = 10
"""Names that are looked for at once."""


class _Open(NamedTuple):
    """A name that was typed where nothing else says who it is."""

    group: Group
    answers: Answers
    text: str


def look_up(ledger: ReadableLedger, texts: Sequence[tuple[str, str]]) -> Found:
    """Who matches each text of a kind, as far as the reader sees them."""
    found: dict[tuple[str, str], Sequence[Known]] = {}
    for kind in KnownKind:
        own = [text for of_kind, text in texts if of_kind == kind]
        found |= {(kind.value, text): matches for text, matches in known(ledger, kind, own).items()}
    return found


def texts_in(form: Group, answers: Answers) -> list[tuple[str, str]]:
    """The names that are to be looked for, each with its kind."""
    return list(dict.fromkeys((one.group.known, one.text) for one in _open(form, answers)))[:MOST_TEXTS]


def take_over(form: Group, answers: Answers, found: Found) -> None:
    """Fills in who is the only one of just that name; nobody is taken for anybody else."""
    for one in _open(form, answers):
        own = [match for match in found.get((one.group.known, one.text), ()) if same_name(match.name, one.text)]
        if len(own) == 1:
            one.answers.update(one.group.taken_over(one.answers, own[0].fields))


def offer(form: Group, answers: Answers, found: Found) -> None:
    """Puts beside each name that is still open who it may be, to be chosen."""
    for one in _open(form, answers):
        matches = found.get((one.group.known, one.text), ())
        offered: list[Answers] = [
            {"label": label_of(match), "value": json.dumps(dict(match.fields))} for match in matches
        ]
        one.answers[KNOWN] = offered


def label_of(match: Known) -> str:
    """Who it is, in a line: the name, and what tells them from others of that name."""
    fields = match.fields
    return " · ".join(
        text for text in (fields["name"], fields.get("organisation"), fields.get("id"), fields.get("uscc")) if text
    )


def _open(form: Group, answers: Answers) -> Iterator[_Open]:
    found: list[_Open] = []

    def look(question: AnyQuestion, _name: str, answer: Answer) -> None:
        if isinstance(question, Group) and question.known:
            own = as_answers(answer)
            text, told_apart = as_text(own["name"]), SOURCES[KnownKind(question.known)].key
            if text and not own[told_apart] and not own.get("organisation"):
                found.append(_Open(question, own, text))

    walk(form, answers, look)
    return iter(found)
