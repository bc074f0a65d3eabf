"""The console's areas, as the bar at the top lists them."""

from typing import NamedTuple

from domain.kernel.base import Label
from domain.kernel.roles import Role


class NavigationItem(NamedTuple):
    """One area. ``roles`` is empty where everybody goes."""

    path: str
    label: Label
    roles: tuple[Role, ...] = ()


AREAS = (
    NavigationItem("/console/work", Label("我的工作", "My work")),
    NavigationItem("/console/centers", Label("中心名录", "Register")),
    NavigationItem("/console/calendar", Label("日程", "Calendar")),
    NavigationItem("/console/deputies", Label("代理", "Deputies"), (Role.OFFICER, Role.APPROVER, Role.AUDITOR)),
    NavigationItem("/console/history", Label("历史记录", "History")),
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
    ours = [entry for entry in AREAS if not entry.roles or role in entry.roles]
    return [ShownItem(entry.path, entry.label, _is_at(entry.path, path)) for entry in ours]


def _is_at(area: str, path: str) -> bool:
    return path == area or path.startswith(f"{area}/")
