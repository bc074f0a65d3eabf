"""Where a center stands, as panels of its page: its picture, what it owes, and what is pending about it."""

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from api.console.center.chart.center_chart import chart_panel
from api.console.center.status.obligations import obligations
from api.console.frame.page_request import PageRequest
from api.resources.center_view import CenterPage
from domain.kernel.records import Event, Record
from domain.values.points import Point


class StatusPanels(NamedTuple):
    """The panels, ready to be printed; ``owed`` is how many duties are not done."""

    picture: Markup
    duties: Markup
    pending: Markup
    owed: int


NOT_DONE = ("late", "over", "due")


def status_panels(
    page_request: PageRequest, page: CenterPage, as_read: Sequence[Record[Event]], point: Point
) -> StatusPanels:
    """Where the center stands at the point; ``as_read`` are the records that count there, with their corrections."""
    owed = obligations(page, page_request.app_state.settings.policy, point.as_of or page_request.today)
    duties = page_request.panel(
        "center/status/status.html", "duties_panel", center=page, duties=owed, is_now=point == Point()
    )
    acts = {record.position: record.event.LABEL for record in as_read}
    pending = page_request.panel("center/status/status.html", "pending", center=page, acts=acts)
    picture = chart_panel(page_request, page, as_read, point.as_of)
    return StatusPanels(picture, duties, pending, sum(duty.state in NOT_DONE for duty in owed))
