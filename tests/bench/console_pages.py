"""The console's pages as the bench asks for them: each in a turn for another center, month or filter."""

from calendar import monthrange
from collections.abc import Callable
from typing import NamedTuple

from domain.kernel.roles import Role
from tests.bench.crowds import PHASES

FILTERS = ("", "phase=operation", "overdue=true", "q=999", "field=aerospace&overdue=false", "phase=construction&q=产业")
ORDERS = ("host", "-next_due_on", "-certainly_over", "director", "-approved_on", "uscc")
DUTIES = (
    "status=missed",
    "status=&sort=host",
    "status=missed&sort=-days_late",
    "status=open&due_to=2026-12-23",
    "district=pudong&sort=-due",
    "kind=annual_report&status=missed",
)
DUTIES_OF_CALLS = tuple(asked.replace("status=&", "") for asked in DUTIES)
FOUND = ("批准", "专家", "annual", "2024", "没有这样的字")
SEARCHES = ("", "clause=5.2", "role=officer", "type=ReminderSent", "from=2023-01-01&to=2023-06-30")
WORDS = ("产业", "第999产业", "crowd-00042", "检测研究院", "2023", "没有这样的字")
REPORTS = ("", "status=missed", "status=open", "district=pudong", "q=99", "status=met")
WORK = ("", "district=pudong", "sort=-days_late", "decision=submit_annual_report", "sort=name_zh", "q=99")


class Asked(NamedTuple):
    """One page: its name, its address in a turn for a center, that of the API call under it, and who asks."""

    what: str
    page: Callable[[int, str], str]
    call: Callable[[int, str], str]
    role: Role = Role.AUDITOR


def _month(turn: int) -> str:
    """From 2023 on, when the crowd's clocks began to run."""
    return f"{2023 + turn // 12 % 5}-{turn % 12 + 1:02}"


def _days_of_month(turn: int) -> str:
    year, month = map(int, _month(turn).split("-"))
    return f"due_from={_month(turn)}-01&due_to={_month(turn)}-{monthrange(year, month)[1]}"


def _operating(center: str) -> str:
    """One near that center which is in operation: the last of each turn of phases."""
    number = int(center[-5:])
    return f"crowd-{max(number - number % len(PHASES), len(PHASES)) - 1:05}"


def _position(center: str) -> int:
    """One in the log, near those of that center: each has some twenty events."""
    return int(center[-5:]) * 20 + 1


def _of_center(rest: str, of_call: str = "") -> tuple[Callable[[int, str], str], Callable[[int, str], str]]:
    return (
        lambda _turn, center: f"/console/centers/{center}{rest}",
        lambda _turn, center: f"/api/v1/centers/{center}{of_call}",
    )


def _one_of(path: str, queries: tuple[str, ...]) -> Callable[[int, str], str]:
    return lambda turn, _center: f"{path}?{queries[turn % len(queries)]}"


def _always(path: str) -> Callable[[int, str], str]:
    return lambda _turn, _center: path


PAGES = (
    Asked("overview", _always("/console/overview"), _always("/api/v1/overview")),
    Asked("register", _one_of("/console/centers", FILTERS), _one_of("/api/v1/centers", FILTERS)),
    Asked(
        "register, in an order",
        _one_of("/console/centers", tuple(f"sort={order}" for order in ORDERS)),
        _one_of("/api/v1/centers", tuple(f"sort={order}" for order in ORDERS)),
    ),
    Asked("center", *_of_center("")),
    Asked(
        "center, a search in its history",
        lambda turn, center: f"/console/centers/{center}?find={FOUND[turn % len(FOUND)]}",
        lambda _turn, center: f"/api/v1/centers/{center}",
    ),
    Asked("center, by recording and with all contents", *_of_center("?by=recorded&content=yes")),
    Asked("center, as of a day", *_of_center("?as_of=2024-03-01", "?as_of=2024-03-01")),
    Asked("center, two days compared", *_of_center("/compare?as_of=2024-03-01", "?as_of=2024-03-01")),
    Asked("center, foresight", *_of_center("/foresight")),
    Asked(
        "center, form of a decision",
        lambda _turn, center: f"/console/centers/{_operating(center)}/decide/record_supervision",
        lambda _turn, center: f"/api/v1/centers/{_operating(center)}/actions",
        Role.OFFICER,
    ),
    Asked(
        "calendar",
        lambda turn, _center: f"/console/calendar?month={_month(turn)}",
        lambda turn, _center: f"/api/v1/deadlines?{_days_of_month(turn)}&limit=100",
    ),
    Asked("deadlines", _one_of("/console/deadlines", DUTIES), _one_of("/api/v1/deadlines", DUTIES_OF_CALLS)),
    Asked(
        "deadlines, with the ways to what can be done",
        _one_of("/console/deadlines", DUTIES),
        _one_of("/api/v1/deadlines", DUTIES_OF_CALLS),
        Role.OFFICER,
    ),
    Asked("annual reports", _one_of("/console/annual-reports", REPORTS), _one_of("/api/v1/annual-reports", REPORTS)),
    Asked("work of an officer", _one_of("/console/work", WORK), _one_of("/api/v1/work", WORK), Role.OFFICER),
    Asked("work of an approver", _always("/console/work"), _always("/api/v1/work"), Role.APPROVER),
    Asked("work of an auditor", _always("/console/work"), _always("/api/v1/events?limit=8")),
    Asked("search", _one_of("/console/search", tuple(f"q={q}" for q in WORDS)), _one_of("/api/v1/centers", ("q=999",))),
    Asked(
        "history",
        _one_of("/console/history", SEARCHES),
        lambda _turn, center: f"/api/v1/events?after={_position(center) - 1}&limit=50",
    ),
    Asked(
        "history of one center",
        lambda _turn, center: f"/console/history?center={center}",
        lambda _turn, center: f"/api/v1/centers/{center}/events?limit=50",
    ),
    Asked(
        "event",
        lambda _turn, center: f"/console/events/{_position(center)}",
        lambda _turn, center: f"/api/v1/events?after={_position(center) - 1}&limit=1",
    ),
    Asked("public register", _one_of("/console/public", ("", "phase=operation", "q=99")), _always("/api/v1/centers")),
    Asked(
        "center, for the public",
        lambda _turn, center: f"/console/public/centers/{_operating(center)}",
        lambda _turn, center: f"/api/v1/centers/{_operating(center)}",
    ),
    Asked("guideline", _always("/console/guideline"), _always("/api/v1/guideline")),
    Asked("deputies", _always("/console/deputies"), _always("/api/v1/deputies")),
    Asked("imports", _always("/console/imports"), _always("/api/v1/centers"), Role.OFFICER),
)
