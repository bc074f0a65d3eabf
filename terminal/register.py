"""`hengxu list`: the register, asked as the API and the console are, on the screen."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any

from pydantic import TypeAdapter, ValidationError

from api.http.known_parameters import nearest
from api.resources.centers import register_page
from api.resources.list_parameters import OF_CENTERS, OWN, ListQuestion
from domain.guideline.vocabulary import ClockKind
from domain.kernel.base import Label
from domain.wording.fields import label_of
from domain.wording.shape_errors import shape_error
from domain.wording.values import NO, YES
from ledger.application import Ledger
from ledger.opening import open_ledger
from ledger.read_model.columns import COLUMN_OF
from ledger.read_model.list_table import Column, Item, Kind
from ledger.read_model.queries import ReadModel
from service_layer.past_lists import lists_then
from service_layer.remaking import remaking
from settings import Settings
from terminal import wording
from terminal.answers import DONE, CommandError, print_error, print_json, print_line
from terminal.language import Language, wanted, words
from terminal.layout import print_table
from terminal.register_options import as_codes

PAGE = 1_000
OTHERS = "authority"
"""Where nobody names columns, it says of the centers of other authorities alone whose they are, as `show` does."""
SHOWN = (
    "name_zh",
    "center_id",
    "phase",
    OTHERS,
    "district",
    "overdue_duties",
    "certainly_over",
    "next_deadline",
    "next_due_on",
)
"""The columns that a person is shown who names none, without those in which nothing stands."""
OF_COLUMNS = ("sort", "missing")
"""Parameters that name a column, as options do or as JSON does."""
COMMA = Label("、", ", ")


def list_centers(
    settings: Settings, given: Mapping[str, Any], columns: str | None, limit: int | None, *, as_json: bool
) -> int:
    """Those that the question finds, all of them or the first ones."""
    which, chosen = _question(as_codes(given)), _columns(columns)
    with closing(open_ledger(settings.ledger_to_read)) as ledger:
        lists = lists_then(ledger, settings.policy, which.then) if which.then else ledger.read_model
        items, total = _items(lists, which, limit)
        left = _being_remade(ledger, settings)
    if as_json:
        print_json({"items": items, "next_cursor": None, "total": total, "being_remade": left > 0})
        return DONE
    cells = [{name: _cell(COLUMN_OF[name], item) for name in chosen} for item in items]
    if columns is None:
        for cell, item in zip(cells, items, strict=True):
            cell[OTHERS] = "" if item["of_the_bureau"] else cell[OTHERS]
        chosen = [name for name in chosen if any(cell[name] for cell in cells)] or chosen[:1]
    headings = [COLUMN_OF[name].heading for name in chosen]
    print_table(words(wording.REGISTER), headings, ([cell[name] for name in chosen] for cell in cells))
    print_line(words(wording.LISTED(count=len(items), total=total)))
    if left:
        print_error(words(wording.LISTS_BEING_REMADE(left=left)))
    return DONE


def _question(given: Mapping[str, Any]) -> ListQuestion:
    """Raises ``CommandError`` for a value that is none."""
    values = {}
    for name, (kind, _) in OF_CENTERS.queries.items():
        if (value := given.get(name)) is None:
            continue
        if name in OF_COLUMNS:
            value = value[:1] + value[1:].replace("-", "_")
        try:
            values[name] = TypeAdapter(kind).validate_python(value)
        except ValidationError as wrong:
            first = wrong.errors()[0]
            why = shape_error(first["type"], first.get("ctx", {}))
            raise CommandError(Label(*(f"--{name.replace('_', '-')}: {text}" for text in why))) from None
    own = {name: values.pop(name, None) for name in OWN}
    return ListQuestion(values, **own)


def _columns(named: str | None) -> Sequence[str]:
    """The columns that are asked for. Raises ``CommandError``."""
    chosen = [name.strip().replace("-", "_") for name in named.split(",")] if named else SHOWN
    for name in chosen:
        if name not in COLUMN_OF:
            near = nearest(name, COLUMN_OF)
            listed = near or ", ".join(COLUMN_OF)
            raise CommandError(wording.NO_COLUMN(name=name, columns=listed))
    return chosen


def _items(lists: ReadModel, which: ListQuestion, limit: int | None) -> tuple[list[Item], int]:
    items: list[Item] = []
    cursor = None
    while True:
        page = register_page(lists, which, min(PAGE, (limit or PAGE) - len(items)) if limit else PAGE, cursor)
        items += page.items
        cursor = page.next_cursor
        if cursor is None or (limit and len(items) >= limit):
            return items, page.total


def _being_remade(ledger: Ledger, settings: Settings) -> int:
    return remaking(ledger, settings.policy).left


def _cell(column: Column, item: Item) -> str:
    if column.name == "name_zh" and wanted() is Language.EN and item["name_en"]:
        return str(item["name_en"])
    special = _SPECIAL.get(column.name)
    found = special(item) if special else _words(column, column.of(item))
    return (COMMA.en if wanted() is Language.EN else COMMA.zh).join(found)


def _overdue(item: Item) -> Iterator[str]:
    for duty in item["overdue_duties"]:
        kind = words(ClockKind(duty["kind"]).label)
        yield f"{kind} {words(wording.DAYS_LATE(days=duty['days_late']))}" if duty["days_late"] else kind


def _authority(item: Item) -> Iterator[str]:
    if whose := item["authority"]:
        yield words(Label(whose["zh"], whose["en"]))


_SPECIAL: dict[str, Callable[[Item], Iterator[str]]] = {"overdue_duties": _overdue, "authority": _authority}


def _words(column: Column, value: Any) -> Iterator[str]:
    """What stands in the cell, one or several, in the reader's language."""
    if value is None or (column.kind is Kind.COUNT and not value):
        return
    if column.kind is Kind.FLAG:
        yield words(YES if value else NO)
        return
    known = {member.value: member.label for member in column.words or ()}
    for one in value if column.kind in (Kind.TEXTS, Kind.CHOICES) else (value,):
        is_word = column.kind in (Kind.CHOICE, Kind.CHOICES)
        yield words(known.get(one) or label_of(None, one)) if is_word else str(one)
