"""`hengxu audit check`: an evidence bundle, with no database and no network."""

from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from domain.kernel.base import Label
from evidence import verify
from evidence.reverification import ReportReading, reverify, unchecked_after
from terminal import wording
from terminal.answers import DONE, NO, CommandError, print_json, print_line
from terminal.language import words, words_of


def check_bundle(bundle: Path, key: str | None, *, as_json: bool) -> int:
    """Do what the bundle's own ``verify.py`` does, by this program's code, and read the report against the entries."""
    try:
        verdict = verify.check(bundle, None if key is None else verify.key_from(key))
    except verify.CannotCheck as why:
        raise CommandError(Label(*why.args)) from None
    except verify.Fails as why:
        return _refuse(why, as_json=as_json)
    reading = reverify(bundle, verdict)
    verdict = verdict._replace(unchecked=unchecked_after(bundle, reading))
    if as_json:
        print_json(_answer(verdict, reading))
    else:
        for sentence in _sentences(verdict, reading):
            print_line(words_of(sentence))
    return NO if reading is ReportReading.DIFFERS else DONE


def _refuse(why: verify.Fails, *, as_json: bool) -> int:
    zh, en = why.args
    if as_json:
        print_json({"holds": False, "zh": zh, "en": en})
    else:
        print_line(_failed(Label(zh, en)))
    return NO


def _failed(why: Label) -> str:
    return words(wording.VERIFICATION_FAILED(**why._asdict()))


def _sentences(verdict: verify.Verdict, reading: ReportReading) -> Iterator[str]:
    """What is wrong comes first; a report that is wrong makes no entry so."""
    if reading is ReportReading.DIFFERS:
        yield _failed(reading.label)
    yield from verify.sentences(verdict)
    if reading is not ReportReading.DIFFERS:
        yield words(reading.label)


def _answer(verdict: verify.Verdict, reading: ReportReading) -> dict[str, Any]:
    checkpoint = verdict.checkpoint
    return {
        "center_id": verdict.center,
        **verdict.counted._asdict(),
        "withheld": verdict.withheld._asdict() if verdict.withheld else None,
        "documents": verdict.documents._asdict(),
        "sm3": verdict.by_sm3,
        "unchecked": list(verdict.unchecked),
        "origin": checkpoint.origin,
        "size": checkpoint.size,
        "root": b64encode(checkpoint.root).decode(),
        "key": checkpoint.key.line,
        "key_published": verdict.trusted,
        "holds": reading is not ReportReading.DIFFERS,
        "report": reading.value,
        "report_label": reading.label._asdict(),
    }
