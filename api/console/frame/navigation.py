"""The console's areas, as the bar at the top lists them."""

from collections.abc import Collection
from typing import NamedTuple

from domain.kernel.base import Label
from domain.kernel.roles import PEOPLE, Role
from domain.visibility.relations import SEES_ALL


class NavigationItem(NamedTuple):
    """One area, and whose it is."""

    path: str
    label: Label
    roles: Collection[Role] = PEOPLE


READERS = frozenset(PEOPLE) - {Role.OPERATOR}
"""Those who read something of centers."""
SUPERVISING = frozenset({*SEES_ALL, Role.DISTRICT})
"""The bureau and its auditors, districts and superior bodies (5.3)."""
AREAS = (
    NavigationItem("/console/overview", Label("总览", "Overview"), SUPERVISING),
    NavigationItem("/console/work", Label("我的工作", "My work")),
    NavigationItem("/console/centers", Label("中心名录", "Register"), READERS),
    NavigationItem("/console/calendar", Label("日程", "Calendar"), READERS),
    NavigationItem("/console/deadlines", Label("期限表", "Deadlines"), SUPERVISING),
    NavigationItem("/console/annual-reports", Label("报送情况", "Who has reported"), SUPERVISING),
    NavigationItem("/console/reports", Label("年度报告", "Annual reports"), (Role.OFFICER,)),
    NavigationItem("/console/deputies", Label("代理", "Deputies"), SEES_ALL),
    NavigationItem("/console/history", Label("历史记录", "History"), READERS),
    NavigationItem("/console/guideline", Label("工作指引", "Guideline")),
    NavigationItem("/console/operations", Label("运行状况", "Operations"), (Role.OPERATOR,)),
)


class ShownItem(NamedTuple):
    """An entry as one page shows it."""

    path: str
    label: Label
    app_state: bool


def entries(role: Role, path: str) -> list[ShownItem]:
    """The areas open to that role; the page's own is marked."""
    ours = [entry for entry in AREAS if role in entry.roles]
    return [ShownItem(entry.path, entry.label, _is_at(entry.path, path)) for entry in ours]


def searches(role: Role) -> bool:
    """Whether there is something that the role could search for."""
    return role in READERS


def _is_at(area: str, path: str) -> bool:
    return path == area or path.startswith(f"{area}/")
