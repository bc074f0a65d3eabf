"""Days as people write them: 2023-05-17, 2023.5.17, 2023年5月17日, 2023年5月, 2023, 2023年5月前, 2022—2023.

Nothing is guessed: 23.5.17 could be a day of three kinds, 5/17/2023 is read one way here and another elsewhere.
"""

import re
from calendar import monthrange
from datetime import date
from typing import NamedTuple
from unicodedata import normalize

from domain.kernel.records import PartialDay
from domain.values.partial_days import earliest, latest

MONTHS = 12


class NoWrittenDay(ValueError):
    """What was written is no day, might be several, or is no day of the calendar; ``code`` says which."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class WrittenDay(NamedTuple):
    """What was written. ``on`` is a day, or as much of it as was written; or it lies ``not_before`` one and
    ``not_after`` another, either of which may be left open. ``approximate``: written with 约, 左右 or （大致）.
    Where nothing of the day is known, all are empty: 日期不详 says that it happened.
    """

    on: PartialDay | None = None
    not_before: PartialDay | None = None
    not_after: PartialDay | None = None
    approximate: bool = False


_YEAR, _MONTH, _DAY = r"(?P<year>[12][0-9]{3})", r"(?P<month>[0-9]{1,2})", r"(?P<day>[0-9]{1,2})"
_CLOCK = r"(?:t?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
"""The hour that other programs write after a day; the day is what is asked for."""
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"{_YEAR}年?",
        rf"{_YEAR}[-./]{_MONTH}",
        rf"{_YEAR}年{_MONTH}月份?",
        rf"{_YEAR}(?P<sign>[-./]){_MONTH}(?P=sign){_DAY}{_CLOCK}",
        rf"{_YEAR}年{_MONTH}月{_DAY}[日号]?{_CLOCK}",
        r"(?P<year>[12][0-9]{3})(?P<month>[0-9]{2})(?P<day>[0-9]{2})?",
    )
)
_PART_OF_MONTH = re.compile(rf"{_YEAR}年{_MONTH}月(?P<part>[上中下])旬")
_PARTS_OF_MONTH = {"上": (1, 10), "中": (11, 20), "下": (21, 31)}
_PART_OF_YEAR = re.compile(rf"{_YEAR}年(?P<part>上半年|下半年|第?[一二三四1-4]季度)")
_PARTS_OF_YEAR = {"上半年": (1, 6), "下半年": (7, 12)} | {
    f"{number}季度": (3 * place + 1, 3 * place + 3) for place in range(4) for number in ("一二三四"[place], place + 1)
}
_BEFORE = re.compile(
    r"(?:不晚于|最晚|最迟|至迟|notafter|nolaterthan|before|by)(?P<a>.+)|(?P<b>.+?)(?:底|末)?(?:及?以前|之前|前)"
)
_AFTER = re.compile(r"(?:(?:不早于|最早|notbefore|after|since)(?P<a>.+)|(?P<b>.+?)(?:及?以后|之后|后|起))")
_ABOUT = re.compile(
    r"(?:大?约|about|approx\.?|circa)(?P<a>.+?)(?:左右|前后)?|(?P<b>.+?)(?:左右|前后|\((?:大致|approximate)\))"
)
_NO_DAY = ("日期不详", "时间不详", "日期未知", "dateunknown", "unknownday")
_BETWEEN = re.compile(r"(?P<first>.+?)(?:[-—–~～至到]{1,2}|to)(?P<last>[12][0-9]{3}.*)")
_ISO_RANGE = re.compile(r"(?P<first>[^/]+)/(?P<last>[12][0-9]{3}.*)")


def written_day(text: str) -> WrittenDay:
    """Raises ``NoWrittenDay`` for what is no day, or might be several."""
    plain = "".join(normalize("NFKC", text).casefold().split())
    if plain in _NO_DAY:
        return WrittenDay()
    about = _ABOUT.fullmatch(plain)
    return _read(about["a"] or about["b"])._replace(approximate=True) if about else _read(plain)


def _read(plain: str) -> WrittenDay:
    if (on := _day(plain)) is not None:
        return WrittenDay(on)
    if (part := _part(plain)) is not None:
        return part
    for form in (_BETWEEN, _ISO_RANGE):
        if (found := form.fullmatch(plain)) and (first := _day(found["first"])) and (last := _day(found["last"])):
            return _between(first, last)
    if (found := _BEFORE.fullmatch(plain)) and (day := _day(found["a"] or found["b"])):
        return WrittenDay(not_after=day)
    if (found := _AFTER.fullmatch(plain)) and (day := _day(found["a"] or found["b"])):
        return WrittenDay(not_before=day)
    raise NoWrittenDay("sheet_day")


def month_and_year(day: date) -> str:
    """The month in which a day lies, as a day that is known in part."""
    return f"{day.year}-{day.month:02}"


def _between(first: PartialDay, last: PartialDay) -> WrittenDay:
    if earliest(first) > latest(last):
        raise NoWrittenDay("sheet_range_backwards")
    return WrittenDay(not_before=first, not_after=last)


def _part(plain: str) -> WrittenDay | None:
    if found := _PART_OF_MONTH.fullmatch(plain):
        year, month = int(found["year"]), _month(found["month"])
        first, last = _PARTS_OF_MONTH[found["part"]]
        return _between(date(year, month, first), date(year, month, min(last, monthrange(year, month)[1])))
    if found := _PART_OF_YEAR.fullmatch(plain):
        first, last = _PARTS_OF_YEAR[found["part"].removeprefix("第")]
        return _between(f"{found['year']}-{first:02}", f"{found['year']}-{last:02}")
    return None


def _day(plain: str) -> PartialDay | None:
    """The day of one form; ``None`` for what has none of them. Raises ``NoWrittenDay`` where there is no such day."""
    found = next(filter(None, (form.fullmatch(plain) for form in _FORMS)), None)
    if found is None:
        return None
    parts = found.groupdict()
    if parts.get("month") is None:
        return parts["year"]
    month = _month(parts["month"])
    if parts.get("day") is None:
        return f"{parts['year']}-{month:02}"
    try:
        return date(int(parts["year"]), month, int(parts["day"]))
    except ValueError:
        raise NoWrittenDay("sheet_no_such_day") from None


def _month(written: str) -> int:
    if not 1 <= int(written) <= MONTHS:
        raise NoWrittenDay("sheet_no_such_day")
    return int(written)
