"""`hengxu audit check`: an evidence bundle, with no database and no network."""

from base64 import b64encode
from pathlib import Path
from typing import Any

from evidence import verify
from evidence.reverification import Reading, reverify
from terminal.answers import DONE, NO, CommandError, both, print_json, print_line


def check_bundle(bundle: Path, key: str | None, *, as_json: bool) -> int:
    """Do what the bundle's own ``verify.py`` does, by this program's code, and read the report against the entries."""
    try:
        verdict = verify.check(bundle, verify.key_from(key) if key else None)
    except verify.NoBundle as why:
        raise CommandError(*why.args) from None
    except verify.Fails as why:
        return _refuse(why, as_json=as_json)
    reading = reverify(bundle, verdict)
    if as_json:
        print_json(_answer(verdict) | {"holds": reading is not Reading.DIFFERS, "report": reading.value})
    else:
        for sentence in (*verify.sentences(verdict), both(reading.label)):
            print_line(sentence)
    return NO if reading is Reading.DIFFERS else DONE


def _refuse(why: verify.Fails, *, as_json: bool) -> int:
    zh, en = why.args
    if as_json:
        print_json({"holds": False, "zh": zh, "en": en})
    else:
        print_line(f"验证未通过：{zh} / verification failed: {en}")
    return NO


def _answer(verdict: verify.Verdict) -> dict[str, Any]:
    checkpoint = verdict.checkpoint
    return {
        "center_id": verdict.center,
        **verdict.counted._asdict(),
        "documents": verdict.documents._asdict(),
        "sm3": verdict.by_sm3,
        "origin": checkpoint.origin,
        "size": checkpoint.size,
        "root": b64encode(checkpoint.root).decode(),
        "key": checkpoint.key.line,
        "key_published": verdict.trusted,
    }
