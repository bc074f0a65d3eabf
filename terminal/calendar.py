"""`hengxu calendar enter`: a year's holiday notice into the running service, or a sample of one."""

import hashlib
from collections.abc import Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Any

from pydantic_core import to_json

from domain.kernel.base import Label
from importing.notices import ReadNotice, read_notice, template_table, template_text
from importing.wrong_rows import WrongRow, WrongRows
from settings import Settings
from terminal import wording
from terminal.answers import DONE, NO, WRONG_USE, CommandError, print_error, print_json, print_line
from terminal.language import words
from terminal.new_file import write_new
from terminal.service import Service, Wrong

SAMPLES = {".xlsx": template_table, ".json": template_text}
WHOLE_FILE = "$"
OF_THE_BODY = "notice."
"""What the service puts before the place of what is wrong in a notice."""


def enter_notice(settings: Settings, file: Path, url: str | None, bearer: str | None, *, as_json: bool) -> int:
    """Post the notice as an officer; the same file twice is one notice."""
    try:
        notice = read_notice(file)
    except WrongRows as wrong:
        return _refuse_file(file, wrong.rows, as_json=as_json)
    service = Service.found(settings, url, bearer, "hengxu calendar enter")
    content = to_json({"type": "enter_holiday_notice", "notice": notice.stated})
    key = f"notice-{hashlib.sha256(content).hexdigest()[:32]}"
    headers = {"Content-Type": "application/json", "Idempotency-Key": key}
    answer = service.post("/calendar/notices", content, headers)
    if isinstance(answer, Wrong):
        return _not_entered(notice, answer, as_json=as_json)
    _show(answer.json(), notice, is_recorded=answer.status_code != HTTPStatus.ACCEPTED, as_json=as_json)
    return DONE


def write_sample(path: Path) -> int:
    """What somebody fills in; a file that is there already stays."""
    made = SAMPLES.get(path.suffix.casefold())
    if made is None:
        raise CommandError(wording.NO_SAMPLE_OF_THIS_KIND(file=path))
    write_new(path, made)
    print_line(words(wording.TEMPLATE_WRITTEN(file=path)))
    return DONE


def _refuse_file(file: Path, wrong: Sequence[WrongRow], *, as_json: bool) -> int:
    """One line where the file as a whole is none."""
    if [row.place for row in wrong] == [WHOLE_FILE] and not as_json:
        zh, en = wrong[0].sentence
        raise CommandError(Label(f"{file}：{zh}", f"{file}: {en}"))
    return _refuse(wording.NOTICE_WRONG(file=file, count=len(wrong)), wrong, as_json=as_json)


def _not_entered(notice: ReadNotice, wrong: Wrong, *, as_json: bool) -> int:
    items = [WrongRow(notice.place(_in_file(field)), why) for field, why in wrong.items]
    sentence = wording.NOT_ENTERED(zh=wrong.sentence.zh, en=wrong.sentence.en)
    status = NO if wrong.status == HTTPStatus.CONFLICT else WRONG_USE
    return _refuse(sentence, items, as_json=as_json, status=status)


def _in_file(field: str) -> str:
    """``notice.holidays.3`` as the file has it: ``holidays[3]``."""
    parts = field.removeprefix(OF_THE_BODY).split(".")
    return "".join(f"[{part}]" if part.isdigit() else f".{part}" for part in parts).lstrip(".") or WHOLE_FILE


def _refuse(sentence: Label, wrong: Sequence[WrongRow], *, as_json: bool, status: int = WRONG_USE) -> int:
    print_error(words(sentence))
    if as_json:
        errors = [{"place": row.place, **row.sentence._asdict()} for row in wrong]
        print_json({**sentence._asdict(), "errors": errors})
        return status
    for row in wrong:
        print_error(f"  {row.place}: {words(row.sentence)}")
    return status


def _show(receipt: dict[str, Any], notice: ReadNotice, *, is_recorded: bool, as_json: bool) -> None:
    if as_json:
        print_json(receipt)
        return
    year, id_ = notice.stated.get("year"), receipt.get("command_id")
    if not is_recorded:
        print_line(words(wording.NOTICE_ACCEPTED(receipt=id_)))
        return
    print_line(words(wording.NOTICE_ENTERED(year=year, receipt=id_)))
    print_line(words(wording.DAYS_FOLLOW))
