"""The deputies: who was named, for whom, for which time, and whether that time is now."""

from datetime import date

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel

from api.decisions.headers import etag
from api.http.openapi import PROBLEMS
from api.http.problems import problem
from api.reads.reading import CurrentReading
from clock import today_in_shanghai
from domain.deputies.deputyships import Deputies, DeputizedRole, NamedDeputy
from domain.kernel.messages import DocumentRef
from domain.kernel.roles import Person
from domain.visibility.relations import SEES_ALL
from service_layer.queries import named_deputies

router = APIRouter(tags=["deputies"])


class DeputyshipItem(BaseModel):
    """One deputyship, from its first day to its last (both counted in, Asia/Shanghai). ``ended_on`` is the first day on
    which it held no more, where it was ended before its time; ``in_force`` says whether it holds today.
    """

    id: str
    deputy: Person
    deputy_for: Person
    role: DeputizedRole
    begins_on: date
    ends_on: date
    ended_on: date | None
    in_force: bool
    named_on: date
    document: DocumentRef
    document_number: str | None
    reason: str

    @classmethod
    def of(cls, one: NamedDeputy, today: date) -> "DeputyshipItem":
        """As the list shows it."""
        named = one.deputyship
        return cls(
            id=one.id,
            deputy=named.deputy,
            deputy_for=named.deputy_for,
            role=named.role,
            begins_on=named.begins_on,
            ends_on=named.ends_on,
            ended_on=one.ended_on,
            in_force=one.holds_on(today),
            named_on=one.named_on,
            document=named.document,
            document_number=named.document_number.raw if named.document_number else None,
            reason=named.reason,
        )


class DeputyList(BaseModel):
    """Every deputyship that was named, the last one first. ``version`` goes into ``If-Match``."""

    items: list[DeputyshipItem]
    next_cursor: None = None
    version: int

    @classmethod
    def of(cls, deputies: Deputies, today: date) -> "DeputyList":
        """As of a day in Shanghai."""
        items = [DeputyshipItem.of(one, today) for one in reversed(deputies.named)]
        return cls(items=items, version=deputies.version)


@router.get("/deputies", operation_id="list_deputies", response_model=DeputyList, responses=PROBLEMS)
async def list_deputies(reading: CurrentReading) -> Response:
    """The deputies of the bureau: those whose time is now, is over, and is yet to come. For the bureau and those who
    audit it.
    """
    if reading.actor.role not in SEES_ALL:
        raise problem("deputies_not_yours")
    listed = DeputyList.of(await reading.ask(named_deputies), today_in_shanghai())
    return Response(listed.model_dump_json(), headers=etag(listed.version), media_type="application/json")
