"""The register's columns in a file: what a center's line says, in words."""

from collections.abc import Callable
from datetime import date

from api.console.exports.exports import Cell, Column, Item
from api.console.frame.filters import FILTERS
from api.http.language import Language, say
from domain.center import Center
from domain.kernel.base import Label
from domain.values.organisations import Organisation
from domain.wording.fields import label_of
from domain.wording.values import YES

TITLE = Label("中心名录", "Register")
COMMA = Label("、", ", ")
NOT_SHOWN = "—"
VIEWS = {
    "record": Label("记录", "Record"),
    "former": Label("截至退出时", "As of leaving"),
    "public": Label("公开信息", "Public"),
}


def _plain(name: str) -> Callable[[Item, Language], Cell]:
    def cell(item: Item, _language: Language) -> Cell:
        value: Cell = item[name]
        return value

    return cell


def _term(name: str) -> Callable[[Item, Language], Cell]:
    return lambda item, language: _said(name, item[name], language)


def _said(term: str, code: str | None, language: Language) -> Cell:
    return None if code is None else say(FILTERS[term](code), language)


def _yes(name: str) -> Callable[[Item, Language], Cell]:
    return lambda item, language: say(YES, language) if item[name] else None


def _of_record(cell: Callable[[Item, Language], Cell]) -> Callable[[Item, Language], Cell]:
    """What the reader isn't told where they see no more of the center than the public, or no more of it now."""
    return lambda item, language: cell(item, language) if item["view"] == "record" else NOT_SHOWN


def _view(item: Item, language: Language) -> Cell:
    return say(VIEWS[item["view"]], language)


def _unsettled(name: str) -> Callable[[Item, Language], Cell]:
    return lambda item, language: (
        say(COMMA, language).join(say(FILTERS["unsettled"](one), language) for one in item[name]) or None
    )


def _clock_kind(item: Item, language: Language) -> Cell:
    clock = item["next_deadline"]
    return _said("clock_kind", clock["kind"], language) if clock else None


def _clock_clause(item: Item, language: Language) -> Cell:
    clock = item["next_deadline"]
    return _said("clause_number", clock["clause"], language) if clock else None


def _clock_day(item: Item, _language: Language) -> Cell:
    clock = item["next_deadline"]
    return date.fromisoformat(clock["due_on"]) if clock and clock["due_on"] else None


def _clock_provisional(item: Item, language: Language) -> Cell:
    clock = item["next_deadline"]
    return say(YES, language) if clock and clock["provisional"] else None


COLUMNS = (
    Column(Label("中心名称", "Center"), 44, _plain("name_zh")),
    Column(label_of(Center, "name_en"), 44, _plain("name_en")),
    Column(Label("编号", "Id"), 30, _plain("center_id")),
    Column(label_of(Center, "phase"), 14, _term("phase")),
    Column(label_of(Center, "field"), 28, _term("field")),
    Column(label_of(Center, "host"), 36, _plain("host")),
    Column(label_of(Organisation, "district"), 20, _term("district")),
    Column(label_of(Center, "level"), 12, _term("level")),
    Column(label_of(Center, "region"), 10, _plain("region")),
    Column(Label("最近时限", "Next deadline"), 20, _of_record(_clock_kind)),
    Column(Label("期限", "Due on"), 13, _of_record(_clock_day)),
    Column(Label("暂定", "Provisional"), 12, _of_record(_clock_provisional)),
    Column(Label("依据", "Clause"), 12, _of_record(_clock_clause)),
    Column(Label("有超期", "Overdue"), 10, _of_record(_yes("overdue"))),
    Column(Label("有争议", "Disputed"), 28, _unsettled("disputed")),
    Column(Label("不详", "Unknown"), 44, _unsettled("unknown")),
    Column(Label("导入", "Imported"), 10, _yes("imported")),
    Column(Label("记录数", "Records"), 10, _of_record(_plain("version"))),
    Column(Label("所见范围", "Shown"), 14, _view),
)
