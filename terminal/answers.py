"""How every command answers: a table for a person, JSON for a program, one sentence when it cannot."""

import json
import logging
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from domain.guideline.policy import Policy, values_of
from domain.kernel.base import Label
from domain.wording.shape_errors import shape_error
from production import variable
from telemetry.setup import writes_json
from terminal import wording
from terminal.language import words
from terminal.streams import shows_all_of_unicode

log = logging.getLogger("hengxu")

DONE, NO, WRONG_USE, FAULT = 0, 1, 2, 70
"""Exit status: done; the answer is no; wrong use or bad input; a fault of the program, which answers nothing."""
HOUSE_RULES = "policy"
"""The setting of which each number has a name of its own."""


class CommandError(Exception):
    """Why a command ends without its answer, in one sentence of both languages."""

    def __init__(self, sentence: Label, status: int = WRONG_USE) -> None:
        super().__init__(*sentence)
        self.sentence, self.status = sentence, status


def print_line(line: str) -> None:
    """One line on standard output, at once and as it is."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def print_error(line: str) -> None:
    """One line on standard error; logged, where programs read that."""
    if writes_json():
        log.error("%s", line)
        return
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def wrong_settings(wrong: ValidationError) -> str:
    """The same in the reader's language."""
    return words(what_is_wrong(wrong))


def what_is_wrong(wrong: ValidationError) -> Label:
    """Which settings are wrong, all of them, by the names of their variables, and what they may be where that is a few
    words. Of house rules each number is named with what is wrong about it.
    """
    found = sorted({_wrong_setting(error) for error in wrong.errors() if error["loc"]})
    sentence = wording.SETTINGS_WRONG
    return Label(
        sentence(names="；".join(one.zh for one in found)).zh, sentence(names="; ".join(one.en for one in found)).en
    )


def _wrong_setting(error: ErrorDetails) -> Label:
    setting, *within = map(str, error["loc"])
    if setting == HOUSE_RULES:
        return _wrong_house_rule(error, within)
    expected = error.get("ctx", {}).get("expected")
    text = f"{variable(setting)} ({expected})" if expected else variable(setting)
    return Label(text, text)


def _wrong_house_rule(error: ErrorDetails, within: Sequence[str]) -> Label:
    """The number, what is written there, and what it may be; of the whole, what is wrong with it."""
    name, context = variable(HOUSE_RULES), error.get("ctx", {})
    reason = shape_error(error["type"], context)
    if not within:
        if isinstance(fault := context.get("error"), ValueError):
            reason = wording.NO_JSON_OBJECT(fault=fault)
        return Label(f"{name}：{reason.zh}", f"{name}: {reason.en}")
    number, given = within[0], json.dumps(error["input"], ensure_ascii=False, default=str)
    if number not in Policy.model_fields:
        close = get_close_matches(number, Policy.model_fields, 1)
        if close:
            return wording.NO_SUCH_NUMBER_BUT(name=name, number=number, nearest=close[0])
        return wording.NO_SUCH_NUMBER(name=name, number=number)
    may_be = values_of(number)
    return Label(
        wording.NUMBER_IS_WRONG(name=name, number=number, given=given, reason=reason.zh, may_be=may_be.zh).zh,
        wording.NUMBER_IS_WRONG(name=name, number=number, given=given, reason=reason.en, may_be=may_be.en).en,
    )


def print_json(value: Any) -> None:
    """The answer for a program; all of ASCII where standard output can't show every character."""
    print_line(json.dumps(value, ensure_ascii=not shows_all_of_unicode(), indent=1, default=str))
