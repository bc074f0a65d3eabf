"""`hengxu reports enter`: a season's annual reports into the running service, or the workbook to fill in."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from domain.kernel.base import Label
from settings import Settings
from terminal import wording
from terminal.answers import DONE, NO, WRONG_USE, CommandError, print_error, print_json, print_line
from terminal.language import words
from terminal.layout import print_table
from terminal.new_file import write_new
from terminal.service import Service, Wrong

PATH = "/annual-reports"
MEDIA_TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv",
}
OUTCOMES: Mapping[str, Label] = {
    "would_be_recorded": wording.ROW_WOULD_BE_RECORDED,
    "doubtful": wording.ROW_DOUBTFUL,
    "unchanged": wording.ROW_UNCHANGED,
    "recorded": wording.ROW_RECORDED,
    "refused": wording.ROW_REFUSED,
    "pending": wording.ROW_PENDING,
    "not_sent": wording.ROW_NOT_SENT,
}
AS_IT_SHOULD_BE = frozenset({"would_be_recorded", "unchanged", "recorded"})
NAME = "hengxu reports enter"


def enter_all(
    settings: Settings, file: Path, url: str | None, bearer: str | None, *, reason: str, dry_run: bool, as_json: bool
) -> int:
    """Post the workbook as an officer; 1 where a row isn't as it should be."""
    media_type = MEDIA_TYPES.get(file.suffix.casefold())
    if media_type is None:
        raise CommandError(wording.NO_WORKBOOK(file=file))
    try:
        content = file.read_bytes()
    except OSError as error:
        raise CommandError(wording.FILE_UNREADABLE(file=file, reason=error.strerror)) from None
    service = Service.found(settings, url, bearer, NAME)
    params = {"dry_run": str(dry_run).lower(), "reason": reason}
    answer = service.post(PATH, content, {"Content-Type": media_type}, **params)
    if isinstance(answer, Wrong):
        return _refuse(file, answer, as_json=as_json)
    return _show(answer.json(), as_json=as_json)


def write_season(settings: Settings, path: Path, year: int | None, url: str | None, bearer: str | None) -> int:
    """The workbook with a row for each center that still owes its report; a file that is there already stays."""
    if path.suffix.casefold() != ".xlsx":
        raise CommandError(wording.NO_SEASON_TEMPLATE(file=path))
    service = Service.found(settings, url, bearer, NAME)
    answer = service.get(f"{PATH}/template.xlsx", **({} if year is None else {"year": str(year)}))
    if isinstance(answer, Wrong):
        raise CommandError(wording.NOT_ENTERED(zh=answer.sentence.zh, en=answer.sentence.en))
    write_new(path, lambda: answer.content)
    print_line(words(wording.TEMPLATE_WRITTEN(file=path)))
    return DONE


def _refuse(file: Path, wrong: Wrong, *, as_json: bool) -> int:
    count = len(wrong.items)
    sentence = wording.NOT_ENTERED(zh=wrong.sentence.zh, en=wrong.sentence.en)
    sentence = wording.REPORTS_NOT_ENTERED(file=file, count=count) if count else sentence
    print_error(words(sentence))
    if as_json:
        print_json({**sentence._asdict(), "errors": [{"place": place, **why._asdict()} for place, why in wrong.items]})
        return WRONG_USE
    for place, why in wrong.items:
        print_error(f"  {place}: {words(why)}")
    return WRONG_USE


def _show(body: dict[str, Any], *, as_json: bool) -> int:
    reports = body["reports"]
    is_done = all(row["outcome"] in AS_IT_SHOULD_BE for row in reports)
    if as_json:
        print_json(body)
        return DONE if is_done else NO
    print_table(words(wording.ANNUAL_REPORTS), wording.ANNUAL_REPORT_COLUMNS, map(_row, reports))
    for row in reports:
        for sentence in (*(doubt["sentence"] for doubt in row["doubts"]), *filter(None, [row["detail"]])):
            print_line(f"{row['place']}: {words(Label(**sentence))}")
    for note in body["notes"]:
        print_line(f"{note['place']}: {words(Label(**note['sentence']))}")
    if body["dry_run"]:
        print_line(words(wording.DRY_RUN))
    elif not is_done:
        print_line(words(wording.SUBMIT_AGAIN))
    return DONE if is_done else NO


def _row(row: dict[str, Any]) -> tuple[str, ...]:
    outcome = words(OUTCOMES[row["outcome"]])
    late = str(row["days_late"]) if row["days_late"] else ""
    receipt = row["command_id"] if row["outcome"] in {"recorded", "refused", "pending"} else ""
    return (row["place"], row["name_zh"], str(row["year"]), row["received_on"] or "", late, outcome, receipt)
