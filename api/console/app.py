"""The console as an application of its own beside the API: other faces for problems, other headers."""

from pathlib import Path

from fastapi import FastAPI
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from api.console import (
    agency_sign_in,
    calendar,
    center,
    deciding,
    downloads,
    event,
    foresight,
    guideline,
    history,
    my_work,
    operations,
    receipts,
    register,
    sign_in,
    time_machine,
)
from api.console.shield import Shield
from api.console.troubles import answer_with_pages, trouble_page
from api.problems import Unforeseen

ROUTERS = (
    sign_in.router,
    agency_sign_in.router,
    my_work.router,
    register.router,
    calendar.router,
    history.router,
    event.router,
    guideline.router,
    foresight.router,
    operations.router,
    deciding.router,
    receipts.router,
    center.router,
    time_machine.router,
    downloads.router,
)


class Assets(StaticFiles):
    """The stylesheet and the script; asked for anew when they have changed."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file."""
        answer = await super().get_response(path, scope)
        answer.headers["Cache-Control"] = "no-cache"
        return answer


def console_of(app: FastAPI) -> FastAPI:
    """The console in front of the same installation as ``app``."""
    console = FastAPI(openapi_url=None, redirect_slashes=False)
    console.state = app.state
    for router in ROUTERS:
        console.include_router(router)
    console.mount("/static", Assets(directory=Path(__file__).parent / "static"))
    answer_with_pages(console)
    console.add_middleware(Unforeseen, say_it=trouble_page)
    console.add_middleware(Shield)
    return console
