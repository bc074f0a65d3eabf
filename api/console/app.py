"""The console as an application of its own beside the API: other faces for problems, other headers."""

from functools import cache
from pathlib import Path

from fastapi import APIRouter, Depends, FastAPI
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from api.console.annual_reports import routes as annual_reports
from api.console.calendar import routes as calendar
from api.console.center import routes as center
from api.console.center.compare import routes as compare
from api.console.center.forecast import routes as forecast
from api.console.deadlines import files as deadlines_files
from api.console.deadlines import routes as deadlines
from api.console.decide import known_names, receipt_page
from api.console.decide import routes as decide
from api.console.decide.drafts import drafts
from api.console.deputies import routes as deputies
from api.console.exports import annual_reports as annual_report_files
from api.console.exports import downloads
from api.console.frame.error_pages import answer_with_pages, error_page
from api.console.frame.security_headers import STATIC, SecurityHeaders
from api.console.guideline import routes as guideline
from api.console.history import event_page
from api.console.history import routes as history
from api.console.imports import routes as imports
from api.console.operations import routes as operations
from api.console.overview import routes as overview
from api.console.public_register import routes as public_register
from api.console.register import files as register_files
from api.console.register import routes as register
from api.console.reports import routes as reports
from api.console.search import routes as search
from api.console.session import oidc, role_choice, sign_in
from api.console.subscriptions import routes as subscriptions
from api.console.work import files as work_files
from api.console.work import routes as work
from api.http.known_parameters import known_parameters_alone
from api.http.problems import Unforeseen
from api.http.tracing import NONE_BY_FASTAPI

ROUTERS = (
    sign_in.router,
    oidc.router,
    role_choice.router,
    public_register.router,
    overview.router,
    work.router,
    work_files.router,
    register.router,
    imports.router,
    register_files.router,
    calendar.router,
    deadlines.router,
    deadlines_files.router,
    annual_reports.router,
    annual_report_files.router,
    subscriptions.router,
    reports.router,
    deputies.router,
    search.router,
    history.router,
    event_page.router,
    guideline.router,
    forecast.router,
    operations.router,
    decide.router,
    drafts.router,
    receipt_page.router,
    known_names.router,
    center.router,
    compare.router,
    downloads.router,
)

WITH_OTHERS_PARAMETERS = (oidc.router, decide.router)
"""What an identity provider says beside what we asked it for, and what a link fills into a form, is theirs to name."""


class Assets(StaticFiles):
    """The stylesheet and the script; asked for anew when they have changed."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file."""
        answer = await super().get_response(path, scope)
        answer.headers["Cache-Control"] = "no-cache"
        return answer


def console_of(app: FastAPI, public_url: str | None) -> FastAPI:
    """The console in front of the same installation as ``app``; people open it at ``public_url``, where that is set."""
    console = FastAPI(openapi_url=None, redirect_slashes=False, telemetry=NONE_BY_FASTAPI)
    console.state = app.state
    console.router.routes.extend(_routes())
    console.mount(STATIC, Assets(directory=Path(__file__).parent / "static"))
    answer_with_pages(console)
    console.add_middleware(Unforeseen, say_it=error_page)
    console.add_middleware(SecurityHeaders, public_url=public_url)
    return console


@cache
def _routes() -> tuple[BaseRoute, ...]:
    """The routes of every console of this process, analyzed once."""
    router = APIRouter()
    for area in ROUTERS:
        own = [] if area in WITH_OTHERS_PARAMETERS else [Depends(known_parameters_alone)]
        router.include_router(area, dependencies=own)
    return tuple(router.routes)
