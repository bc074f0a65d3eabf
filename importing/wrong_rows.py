"""What is wrong in a file, named by its place and said in both languages."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from pydantic_core import ErrorDetails

from domain.kernel.base import Label


class WrongRow(NamedTuple):
    """One fault: the place, as ``centers[3].facts[0].date``, and what is wrong there."""

    place: str
    sentence: Label

    def __str__(self) -> str:
        return f"{self.place}: {self.sentence.zh} / {self.sentence.en}"


class WrongRows(Exception):
    """The file is not as it should be; all its faults, in the order of their places. Nothing was written."""

    def __init__(self, rows: Iterable[WrongRow]) -> None:
        self.rows = tuple(rows)
        super().__init__("\n".join(map(str, self.rows)))


FORMATS: Mapping[int | str, Label] = {
    "date": Label(
        "应为存在的日期，写到已知的程度：2025、2022-05 或 2022-05-17",
        "is to be a date that exists, as far as it is known: 2025, 2022-05 or 2022-05-17",
    ),
    "id": Label(
        "应由小写字母、数字和连字符组成，最多63个字符",
        "is to be made of small letters, digits and hyphens, 63 at most",
    ),
}
SENTENCES: Mapping[str, Label] = {
    "missing": Label("缺少此项", "is missing"),
    "extra_forbidden": Label("没有这个字段", "is no known key"),
    "string_type": Label("应为文字", "is to be text"),
    "string_too_short": Label("不能为空", "may not be empty"),
    "string_too_long": Label("最多{max_length}个字符", "has more than {max_length} characters"),
    "string_pattern_mismatch": Label("应符合 {pattern}", "is to match {pattern}"),
    "enum": Label("应为其中之一：{expected}", "is to be one of {expected}"),
    "literal_error": Label("应为其中之一：{expected}", "is to be one of {expected}"),
    "bool_type": Label("应为 true、false 或 null", "is to be true, false or null"),
    "bool_parsing": Label("应为 true、false 或 null", "is to be true, false or null"),
    "model_type": Label("应为对象 {{…}}", "is to be an object {{…}}"),
    "dict_type": Label("应为对象 {{…}}", "is to be an object {{…}}"),
    "tuple_type": Label("应为列表 […]", "is to be a list […]"),
    "list_type": Label("应为列表 […]", "is to be a list […]"),
    "too_long": Label("最多{max_length}项", "has more than {max_length} items"),
    "too_short": Label("至少{min_length}项", "has fewer than {min_length} items"),
}
"""What pydantic finds, by its kind of error, as a person reads it."""


def place_of(location: Sequence[int | str]) -> str:
    """``("centers", 3, "date")`` as ``centers[3].date``; the whole file as ``$``."""
    place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location)
    return place.lstrip(".") or "$"


def in_order(place: str) -> list[tuple[int, str]]:
    """A key that sorts ``centers[10]`` after ``centers[9]``."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.split(r"[\[\].]+", place)]


def wrong_rows(errors: Iterable[ErrorDetails], where: tuple[int | str, ...] = ()) -> list[WrongRow]:
    """One fault for each place below ``where``, however many ways pydantic tried to read it."""
    found: dict[str, WrongRow] = {}
    for error in errors:
        location = _without_branches((*where, *error["loc"]))
        place = place_of(location)
        found.setdefault(place, WrongRow(place, _sentence(location, error)))
    return list(found.values())


def _without_branches(location: Sequence[int | str]) -> Sequence[int | str]:
    """A date may be read in several ways; the place is the date's own."""
    return location[: location.index("date") + 1] if "date" in location else location


def _sentence(location: Sequence[int | str], error: ErrorDetails) -> Label:
    context = error.get("ctx", {})
    if {"zh", "en"} <= context.keys():
        return Label(context["zh"], context["en"])
    name = location[-1] if location else ""
    if name in FORMATS and error["type"] != "missing":
        return FORMATS[name]
    sentence = SENTENCES.get(error["type"])
    if sentence is None:
        return Label(f"不符合要求（{error['msg']}）", f"is not as it should be ({error['msg']})")
    return Label(sentence.zh.format(**context), sentence.en.format(**context))
