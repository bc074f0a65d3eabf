"""The log of reads over HTTP, for auditors."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response
from pydantic import AwareDatetime, BaseModel

from api.app_state import CurrentState
from api.auth.identity import Reader
from api.http.openapi import PROBLEMS
from api.http.problems import problem
from api.resources.centers import Cursor, Limit
from domain.kernel.roles import Role
from office.reads import Read, WhichReads

router = APIRouter(tags=["audit"])


class ReadItem(BaseModel):
    """One read. ``via`` is ``token``, ``session`` or ``calendar`` (an address for calendar programs); ``object`` is
    what the address names, such as a center; ``query`` what was looked for; ``address`` where it came from. ``at`` is
    UTC.
    """

    at: datetime
    read_id: str
    actor_id: str
    actor_name: str
    role: str
    org: str | None
    district: str | None
    via: str
    route: str
    object: str | None
    query: str | None
    status: int
    address: str

    @classmethod
    def of(cls, read: Read) -> "ReadItem":
        """As lists and exports show it."""
        return cls(**read._asdict())


class ReadList(BaseModel):
    """A page of reads, the latest first."""

    items: list[ReadItem]
    next_cursor: str | None


async def _which(
    person: Annotated[str | None, Query(max_length=500, description="By the id they sign in with")] = None,
    object: Annotated[str | None, Query(max_length=500, description="Such as a center's id")] = None,  # noqa: A002 - as the column is called
    since: Annotated[AwareDatetime | None, Query(description="From this instant on")] = None,
    until: Annotated[AwareDatetime | None, Query(description="Before this instant")] = None,
) -> WhichReads:
    return WhichReads(person, object, since, until)


@router.get("/reads", operation_id="list_reads", response_model=ReadList, responses=PROBLEMS)
async def list_reads(
    reader: Reader,
    app_state: CurrentState,
    which: Annotated[WhichReads, Depends(_which)],
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """Who read what, when and from where, for auditors alone. A read stands here about a second after it."""
    if reader.role is not Role.AUDITOR:
        raise problem("reads_not_yours")
    page = await app_state.ask_office(lambda office: office.reads.page(which, limit, cursor))
    listed = ReadList(items=[ReadItem.of(read) for read in page.items], next_cursor=page.next_cursor)
    return Response(listed.model_dump_json(), media_type="application/json")
