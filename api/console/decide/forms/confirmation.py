"""The doubts of a decision as its check page asks them: a tick for each, and why it is right all the same."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, Self

from markupsafe import Markup
from pydantic import JsonValue, ValidationError

from api.console.decide.forms.answers import Answers, Sent, plain_text
from api.console.decide.forms.errors import Wrong
from api.console.decide.forms.fault_words import fault_in_words
from api.console.decide.forms.filled_form import FORM
from api.console.decide.forms.groups import Group
from api.console.decide.forms.questions import Choices, Option, Options, Text
from api.console.frame.page_request import PageRequest
from api.http.language import Language, say
from domain.guideline.clauses import citation
from domain.kernel.base import Label
from domain.kernel.messages import Confirmation
from domain.kernel.stated import check_stated
from domain.wording.refusals import explain_doubt
from service_layer.deciding import AskedDoubts

TICKS, REASON = "confirmed.doubts", "confirmed.reason"
"""The fields of the page."""
_TICK = re.compile(r"[a-z0-9_]{1,100}:[0-9a-f]{16}")
_ASKED = Label("疑点", "Doubts")
_TICKS = Label("核对无误的，请逐项勾选", "Tick each one that is right")
_REASON = Label("确认理由", "Why it is right")
_HINT = Label("与所勾选的疑点一并记入台账。", "Goes on record together with the doubts that you tick.")
_ASKED_REASON = Text(name="reason", label=_REASON, hint=_HINT)
_NOT_TICKED = Label("尚未逐项勾选；有误的，请修改。", "Not every one is ticked. Change what is wrong.")


class DoubtsForm(NamedTuple):
    """The fields of the doubts, ready to be printed; ``summary`` is what is wrong, by the id of its field."""

    summary: list[tuple[str, str]]
    fields: Markup


@dataclass(frozen=True)
class SentConfirmation:
    """The ticks that were sent, each for one doubt as it read, and the reason; and the doubts that are asked, once
    somebody has looked.
    """

    ticked: Sequence[str] = ()
    reason: str = ""
    doubts: AskedDoubts = ()
    wrongs: Sequence[Wrong] = ()

    @classmethod
    def read(cls, sent: Sent) -> Self:
        """As a browser sends it; what is no tick is passed over."""
        ticked = [tick for tick in sent.get(TICKS, ()) if _TICK.fullmatch(tick)]
        return cls(tuple(dict.fromkeys(ticked)), plain_text(sent.get(REASON, ("",))[0]))

    def asking(self, doubts: AskedDoubts) -> Self:
        """With the doubts that there are now. A tick for one that reads otherwise by now is none."""
        return replace(self, doubts=doubts)

    def held_to(self, language: Language) -> Self:
        """With what is missing before it can be signed."""
        if not self.doubts:
            return self
        return replace(self, wrongs=[*self._not_ticked(language), *self._no_reason(language)])

    def _not_ticked(self, language: Language) -> Iterator[Wrong]:
        if not {_tick(doubt) for doubt in self.doubts} <= set(self.ticked):
            yield Wrong.of(TICKS, _ASKED, say(_NOT_TICKED, language), language)

    def _no_reason(self, language: Language) -> Iterator[Wrong]:
        given = {"reason": self.reason} if self.reason else {}
        try:
            check_stated(Confirmation.model_validate({"doubts": (), **given}), Confirmation.model_fields)
        except ValidationError as error:
            for found in error.errors(include_url=False, include_input=False):
                sentence = fault_in_words(_ASKED_REASON, self.reason, dict(found))
                yield Wrong.of(REASON, _REASON, say(sentence, language), language)

    def body(self) -> dict[str, JsonValue]:
        """What the command brings along; nothing where nothing was ticked, or for no reason."""
        codes: list[JsonValue] = [*dict.fromkeys(tick.partition(":")[0] for tick in self.ticked)]
        return {"confirmed": {"doubts": codes, "reason": self.reason}} if codes and self.reason else {}

    def carried(self) -> list[tuple[str, str]]:
        """Its fields for a page that doesn't ask them."""
        return [*((TICKS, tick) for tick in self.ticked), (REASON, self.reason)]

    def asked(self, page_request: PageRequest, address: str) -> DoubtsForm:
        """The ticks and the reason, and what is wrong with them; nothing where nothing is doubtful."""
        if not self.doubts:
            return DoubtsForm([], Markup())
        answers: Answers = {"confirmed": {"doubts": [*self.ticked], "reason": self.reason}}
        errors = {wrong.name: [wrong.sentence] for wrong in self.wrongs}
        given = {"form": _form(self.doubts), "answers": answers, "errors": errors, "address": address}
        return DoubtsForm(
            [(wrong.id, wrong.in_full) for wrong in self.wrongs], page_request.panel(FORM, "fields", **given)
        )


def _form(doubts: AskedDoubts) -> Group:
    options = tuple(Option(_tick(doubt), _in_words(doubt)) for doubt in doubts)
    ticks = Choices(name="doubts", label=_TICKS, groups=(Options(None, options),))
    asked = Group(name="confirmed", label=_ASKED, inside=(ticks, _ASKED_REASON))
    return Group(name="", label=Label("", ""), inside=(asked,))


def _tick(doubt: Mapping[str, Any]) -> str:
    """What stands for the doubt as it reads."""
    reading = json.dumps([doubt["clause"], doubt["params"]], sort_keys=True)
    return f"{doubt['code']}:{hashlib.sha256(reading.encode()).hexdigest()[:16]}"


def _in_words(doubt: Mapping[str, Any]) -> Label:
    sentence, clause = explain_doubt(doubt["code"], doubt["params"]), citation(doubt["clause"])
    return Label(f"{sentence.zh}（{clause.zh}）", f"{sentence.en} ({clause.en})")
