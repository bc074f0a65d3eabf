"""The history: the whole log with what was refused, newest first, by filters that stand in the address."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal, NamedTuple

from fastapi import APIRouter, Depends, Query
from starlette.responses import JSONResponse, Response, StreamingResponse

from api.console.frame.days import SHANGHAI
from api.console.frame.filters import acting
from api.console.frame.page_request import ContentPage, PageRequest
from api.console.frame.query_parameters import BLANK_IS_NONE
from api.console.frame.took_effect import took_effect
from api.console.frame.urls import OF_THE_BUREAU, center_name, center_path, receipt_path, with_query
from api.exports.tables import CSV, Column, as_file, as_json, csv_lines, pages
from api.http.language import Language, say
from api.log.event_items import LAST_PLACE
from api.resources.centers import Cursor
from domain.decider import EVENT_LABELS, EVENTS, LABELS
from domain.guideline.clauses import CLAUSES
from domain.guideline.policy import Policy
from domain.kernel.base import Label
from domain.kernel.messages import Day
from domain.kernel.roles import Actor, Role
from domain.supervision.clock_facts import ClockFact
from domain.visibility.relations import SEES_ALL
from domain.wording.actors import PARTS, name_of, part_of
from domain.wording.refusals import REASONS
from ledger.read_model.pages import Page
from service_layer.queries import fallen_facts
from service_layer.reading import ReadableLedger

router = APIRouter()

PATH = "/console/history"
LINES, LINES_OF_A_FILE = 50, 1_000
LINE_KINDS = {
    "event": Label("已记录的事件", "Recorded events"),
    "decision": Label("其中由人作出的决定", "Decisions by people among them"),
    "refusal": Label("未予办理的决定", "Refused decisions"),
}
REFUSED = Label("未予办理", "Refused")

LogLine = Mapping[str, Any]
"""One line as ``ledger.read_model.index_rows`` has it."""


class LogFilters(NamedTuple):
    """Which lines. ``type`` is an event's name or that of a refused decision; days are those of recording in Shanghai,
    both counted in; ``actor`` has words of an id or a name, and ``q`` of any name or number in the event.
    """

    q: str | None
    kind: str | None
    type: str | None
    clause: str | None
    role: Role | Literal["import"] | None
    actor: str | None
    center: str | None
    from_day: date | None
    to_day: date | None


async def _filters(
    *,
    q: Annotated[str | None, Query(max_length=200), BLANK_IS_NONE] = None,
    kind: Annotated[str | None, Query(pattern="^(event|decision|refusal)$"), BLANK_IS_NONE] = None,
    type: Annotated[str | None, Query(max_length=100), BLANK_IS_NONE] = None,  # noqa: A002 - the line's own name for it
    clause: Annotated[str | None, Query(max_length=20), BLANK_IS_NONE] = None,
    role: Annotated[Role | Literal["import"] | None, BLANK_IS_NONE] = None,
    actor: Annotated[str | None, Query(max_length=200), BLANK_IS_NONE] = None,
    center: Annotated[str | None, Query(max_length=100), BLANK_IS_NONE] = None,
    from_day: Annotated[Day | None, Query(alias="from"), BLANK_IS_NONE] = None,
    to_day: Annotated[Day | None, Query(alias="to"), BLANK_IS_NONE] = None,
) -> LogFilters:
    return LogFilters(q, kind, type, clause, role, actor, center.strip() if center else None, from_day, to_day)


Which = Annotated[LogFilters, Depends(_filters)]
_ON_THE_WIRE = {"from_day": "from", "to_day": "to"}


def address(which: LogFilters, path: str = PATH, **more: Any) -> str:
    """Where the history is shown by these filters."""
    return with_query(path, {_ON_THE_WIRE.get(name, name): value for name, value in (which._asdict() | more).items()})


class ShownLine(NamedTuple):
    """A line as a page shows it: what happened, why not where it was refused, where, and what its links lead to;
    ``center_path`` is ``None`` where no page of the center opens.
    """

    line: LogLine
    what: Label
    why_not: Label | None
    center: Label
    path: str
    center_path: str | None
    fallen: bool = False


class HistoryView(NamedTuple):
    """Some lines, the names of the centers they are about, and the last line that there was before. ``fallen`` are the
    positions of the clocks' facts among them that have lost their ground.
    """

    page: Page
    names: dict[str, tuple[str, str | None]]
    newest: int
    fallen: frozenset[int]


@router.get("/history")
async def history(page_request: ContentPage, which: Which, cursor: Cursor = None) -> Response:
    """A page of the history."""
    found, names, newest, fallen = await page_request.read(_look, which, cursor, page_request.app_state.settings.policy)
    return page_request.page(
        "history/history.html",
        which=which,
        found=found,
        lines=[shown(line, names)._replace(fallen=line["position"] in fallen) for line in found.items],
        watched=address(which, f"{PATH}/version", beyond=newest),
        this_page=address(which),
        filtered=any(value is not None for value in which),
        next_page=address(which, cursor=found.next_cursor) if found.next_cursor else None,
        first_page=address(which) if cursor else None,
        files={kind: address(which, f"{PATH}.{kind}") for kind in ("csv", "json")},
        kinds=LINE_KINDS,
        events=EVENT_LABELS,
        decisions=LABELS,
        clauses=list(CLAUSES),
        parts=PARTS,
        sees_all=page_request.actor.role in SEES_ALL,
    )


def find(ledger: ReadableLedger, which: LogFilters, limit: int, cursor: str | None) -> Page:
    """The lines that the filters find, newest first. Raises ``BadCursor``."""
    filters: dict[str, Any] = which._asdict()
    return ledger.read_model.find_lines(**filters, limit=limit, cursor=cursor)


def _look(ledger: ReadableLedger, which: LogFilters, cursor: str | None, policy: Policy) -> HistoryView:
    newest = ledger.read_model.newest_line()
    page = find(ledger, which, LINES, cursor)
    names = ledger.read_model.names(line["stream"] for line in page.items)
    return HistoryView(page, names, newest, _fallen(ledger, page, policy))


def _fallen(ledger: ReadableLedger, page: Page, policy: Policy) -> frozenset[int]:
    positions = [line["position"] for line in page.items if line["type"] in _CLOCK_FACTS and line["position"]]
    return fallen_facts(ledger, policy, ledger.records_at(positions) if positions else [])


_CLOCK_FACTS = frozenset(event.wire_name() for event in EVENTS if issubclass(event, ClockFact))


@router.get("/history/version")
async def history_version(
    page_request: ContentPage, which: Which, beyond: Annotated[int, Query(ge=0, le=LAST_PLACE)]
) -> Response:
    """How many lines the filters find after one, for a page that watches whether it has grown old."""
    return JSONResponse({"version": await page_request.read(_count_beyond, which, beyond)})


def _count_beyond(ledger: ReadableLedger, which: LogFilters, beyond: int) -> int:
    filters: dict[str, Any] = which._asdict()
    return ledger.read_model.find_lines(**filters, beyond=beyond, limit=1).total


def shown(line: LogLine, names: Mapping[str, tuple[str, str | None]]) -> ShownLine:
    """The line in words; ``names`` are those of the centers on the register."""
    stream = line["stream"]
    return ShownLine(
        line=line,
        what=what(line),
        why_not=why_not(line),
        center=center_name(stream, names),
        path=f"/console/events/{line['position']}" if line["position"] else receipt_path(line["command_id"]),
        center_path=center_path(stream) if stream in names or stream in OF_THE_BUREAU else None,
    )


def what(line: LogLine) -> Label:
    """What happened, or what was refused."""
    name = line["type"]
    if line["kind"] == "event":
        return EVENT_LABELS[name]
    asked = LABELS.get(name, Label(name, name))
    return Label(f"{REFUSED.zh}：{asked.zh}", f"{REFUSED.en}: {asked.en}")


def why_not(line: LogLine) -> Label | None:
    """The rule that said no, by its title."""
    code = line["code"]
    return REASONS[code].title if code in REASONS else Label(code, code) if code else None


@router.get("/history.csv")
async def history_as_csv(page_request: ContentPage, which: Which) -> Response:
    """All that the filters find, as CSV."""
    further = _reading(page_request, which)
    lines = csv_lines(COLUMNS, pages(await further(None), further), page_request.language)
    return StreamingResponse(lines, headers=as_file("history.csv"), media_type=CSV)


@router.get("/history.json")
async def history_as_json(page_request: ContentPage, which: Which) -> Response:
    """All that the filters find, as the index of the log has it."""
    content = as_json(await (further := _reading(page_request, which))(None), further)
    return StreamingResponse(content, headers=as_file("history.json"), media_type="application/json")


def _reading(page_request: PageRequest, which: LogFilters) -> Callable[[str | None], Awaitable[Page]]:
    return lambda cursor: page_request.read(find, which, LINES_OF_A_FILE, cursor)


def _recorded(line: LogLine) -> str:
    return f"{datetime.fromisoformat(line['recorded_at']).astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"


def _by(words: Callable[[Actor], Label]) -> Callable[[LogLine, Language], str]:
    return lambda line, language: say(words(acting(line)), language) if line["role"] else ""


def _why_not(line: LogLine, language: Language) -> str:
    reason = why_not(line)
    return say(reason, language) if reason else ""


COLUMNS = (
    Column(Label("序号", "Line"), 10, lambda line, _: line["line"]),
    Column(Label("事件号", "Position"), 10, lambda line, _: line["position"]),
    Column(Label("记录时间（北京时间）", "Recorded (Shanghai)"), 22, lambda line, _: _recorded(line)),
    Column(Label("生效日期", "Took effect on"), 14, took_effect),
    Column(Label("中心编号", "Center id"), 26, lambda line, _: line["stream"]),
    Column(Label("版本", "Version"), 8, lambda line, _: line["version"]),
    Column(Label("事项", "What"), 30, lambda line, language: say(what(line), language)),
    Column(Label("名称代码", "Type"), 26, lambda line, _: line["type"]),
    Column(Label("未予办理的原因", "Why refused"), 30, _why_not),
    Column(Label("依据", "Clause"), 10, lambda line, _: line["clause"]),
    Column(Label("角色", "Role"), 18, _by(part_of)),
    Column(Label("经手人", "Actor"), 18, _by(name_of)),
    Column(Label("经手人编号", "Actor id"), 18, lambda line, _: line["actor_id"]),
    Column(Label("回执编号", "Receipt"), 36, lambda line, _: line["command_id"]),
)
"""The history as a table."""
