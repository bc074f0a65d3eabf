"""Calendars to subscribe to: of all centers, of one, of those that the register's parameters find, of one's work."""

import hashlib
from collections.abc import Callable, Hashable, Iterator
from http import HTTPStatus
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from api.http.language import InLanguage, Language, say
from api.http.openapi import PROBLEMS, Responses
from api.http.problems import center_unknown
from api.http.representations import IfNoneMatch, names_tag, tagged
from api.http.urls import CenterId
from api.reads.reading import CurrentFileReading, Reading
from api.resources.calendar_file import Feed, calendar_file
from api.resources.list_parameters import ListQuestion, register_question
from domain.deadlines.clocks import CLOCKS
from domain.decider import DECISION_OF
from domain.guideline.vocabulary import ClockKind, ClockStatus
from domain.kernel.base import Label
from domain.kernel.messages import Day
from domain.kernel.roles import Actor, Role
from domain.supervision.overdue import PROPOSED_BY
from domain.values.districts import District
from ledger.read_model.calendar_entries import Entries
from service_layer.reading import ReadableLedger
from service_layer.remaking import basis_now

router = APIRouter(tags=["deadlines"])

CALENDAR: Responses = {
    200: {"content": {"text/calendar": {"schema": {"type": "string"}}}, "description": "iCalendar (RFC 5545, 7986)"},
    304: {"description": "As it is known by the tag"},
}
MEDIA_TYPE = "text/calendar; charset=utf-8"
NOT_ABOUT_NOW = ("sort", "as_of", "known_at")
"""Parameters of the register for which a calendar has no use."""


class FeedFilters(NamedTuple):
    """Which deadlines: of some ``kinds``, or of all; days of Asia/Shanghai, both counted in. ``mine`` are those that
    one's role answers, or is asked about once they are overdue; ``assigned`` those of centers in one's hands.
    """

    kinds: tuple[ClockKind, ...] = ()
    status: ClockStatus | None = None
    due_from: Day | None = None
    due_to: Day | None = None
    mine: bool = False
    assigned: bool = False

    @property
    def query(self) -> dict[str, Any]:
        """As parameters; those that ask nothing are left out."""
        found = {"kind": [kind.value for kind in self.kinds], **self._asdict()}
        return {name: value for name, value in found.items() if value and name != "kinds"}


class FeedQuestion(NamedTuple):
    """What somebody subscribes to: which deadlines, and of which centers."""

    which: FeedFilters
    centers: ListQuestion = ListQuestion({})
    center_id: str | None = None

    @property
    def path(self) -> str:
        """The page of the console that shows the same."""
        return f"/console/centers/{self.center_id}" if self.center_id is not None else "/console/calendar"

    @property
    def key(self) -> Hashable:
        """What is asked, to be remembered by."""
        return self.which, tuple(self.centers.given.items()), self.center_id

    def find(self, ledger: ReadableLedger, actor: Actor) -> Entries:
        """The entries. Raises ``Problem`` 404 without such a center."""
        center_id, which = self.center_id, self.which
        if center_id is not None and ledger.version(center_id) == 0:
            raise center_unknown()
        return ledger.read_model.find_calendar_entries(
            center_id,
            kinds=which.kinds,
            status=which.status,
            due_from=which.due_from,
            due_to=which.due_to,
            answered_by_kinds=answered_by(actor.role) if which.mine else None,
            or_missed=actor.role in PROPOSED_BY,
            assigned_to=actor.id if which.assigned else None,
            centers=self.centers.filters if self.centers.narrows else None,
        )

    def name(self, actor: Actor, center: Label | None) -> Label:
        """What the feed is, as its reader's program calls it."""
        parts = [BASE, *self._parts(actor, center)]
        return Label(" · ".join(part.zh for part in parts), " · ".join(part.en for part in parts))

    def _parts(self, actor: Actor, center: Label | None) -> Iterator[Label]:
        which, asked = self.which, dict(self.centers.given)
        if center is not None:
            yield center
        if which.mine:
            yield Label(f"待{actor.name}办理", f"for {actor.name} to do")
        if which.assigned:
            yield Label(f"{actor.name}经办的中心", f"centers in the hands of {actor.name}")
        if (district := asked.pop("district", None)) is not None:
            yield District(district).label
        if asked:
            yield Label("部分中心", "some centers")
        yield from (kind.label for kind in which.kinds)
        if which.status is not None:
            yield which.status.label


BASE = Label("衡序时限", "Hengxu deadlines")


def answered_by(role: Role) -> tuple[ClockKind, ...]:
    """The duties that are answered by a decision of that role."""
    return tuple(clock.kind for clock in CLOCKS if role in DECISION_OF[clock.answered_by].roles)


_DAY = "Of a clock that is certainly over, its last possible day counts"
_MINE = "What one's role answers, and of officers and districts what is overdue"
_ASSIGNED = "Of centers in one's hands"


async def feed_filters(
    *,
    kind: Annotated[list[ClockKind] | None, Query(description="May be said several times")] = None,
    status: ClockStatus | None = None,
    due_from: Annotated[Day | None, Query(description=_DAY)] = None,
    due_to: Annotated[Day | None, Query(description=_DAY)] = None,
    mine: Annotated[bool, Query(description=_MINE)] = False,
    assigned: Annotated[bool, Query(description=_ASSIGNED)] = False,
) -> FeedFilters:
    """Which deadlines are asked for."""
    return FeedFilters(tuple(dict.fromkeys(kind or ())), status, due_from, due_to, mine, assigned)


def feed_question() -> Callable[..., FeedQuestion]:
    """What a route depends on that has a feed."""
    centers = register_question(without=NOT_ABOUT_NOW)

    def asked(
        which: Annotated[FeedFilters, Depends(feed_filters)], centers: Annotated[ListQuestion, Depends(centers)]
    ) -> FeedQuestion:
        return FeedQuestion(which, centers)

    return asked


Which = Annotated[FeedQuestion, Depends(feed_question())]
OfOneCenter = Annotated[FeedFilters, Depends(feed_filters)]


@router.get(
    "/deadlines.ics", operation_id="subscribe_deadlines", response_class=Response, responses={**PROBLEMS, **CALENDAR}
)
async def subscribe_deadlines(
    reading: CurrentFileReading, which: Which, language: InLanguage, if_none_match: IfNoneMatch = None
) -> Response:
    """The deadlines of all centers, or of those that the register's parameters find, for a calendar program."""
    return await feed_answer(reading, which, language, if_none_match)


@router.get(
    "/centers/{center_id}/deadlines.ics",
    operation_id="subscribe_center_deadlines",
    response_class=Response,
    responses={**PROBLEMS, **CALENDAR},
)
async def subscribe_center_deadlines(
    reading: CurrentFileReading,
    center_id: CenterId,
    which: OfOneCenter,
    language: InLanguage,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """The deadlines of one center, for a calendar program."""
    return await feed_answer(reading, FeedQuestion(which, center_id=center_id), language, if_none_match)


async def feed_answer(
    reading: Reading, question: FeedQuestion, language: Language, if_none_match: str | None
) -> Response:
    """The feed, or that it is as it was (304). Raises ``Problem`` 404 without such a center."""
    state, actor = reading.app_state, reading.actor

    def answered(ledger: ReadableLedger) -> tuple[str, bytes | None]:
        """Rows follow the log, the house rules and the working days alone: while those stand, so does the feed."""
        key = (ledger.head(), basis_now(ledger, state.settings.policy), actor, question.key, language)
        tag = state.feed_tags.get(key)
        if tag is not None and names_tag(if_none_match, tag):
            return tag, None
        body = _made(ledger, actor, question, language, state.settings.public_url)
        tag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
        state.feed_tags.keep(key, tag)
        return tag, None if names_tag(if_none_match, tag) else body

    tag, body = await reading.ask(answered)
    if body is None:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=tagged(tag))
    return Response(body, headers=tagged(tag), media_type=MEDIA_TYPE)


def _made(ledger: ReadableLedger, actor: Actor, question: FeedQuestion, language: Language, public_url: str) -> bytes:
    found, center = question.find(ledger, actor), None
    if question.center_id is not None:
        names = found.names or ledger.read_model.names([question.center_id])
        zh, en = names.get(question.center_id, (question.center_id, None))
        center = Label(zh, en or zh)
    name = say(question.name(actor, center), language)
    return calendar_file(found, Feed(name, language, public_url, question.path))
