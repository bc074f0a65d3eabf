"""Whether a document may come in: there is room for it, its sender's quota holds it, and the scan finds nothing."""

import shutil
from hashlib import sha256 as sha256_of

from api.app_state import AppState
from api.http.problems import Problem, problem
from clock import utc_now
from ledger.application import Ledger
from ledger.sqlite.recorder import path_of
from office.opening import Office
from office.uploads import Quotas, Status, Upload
from settings import Settings

IN_AN_HOUR = {"Retry-After": "3600"}


class Admission:
    """Lets one document of one sender in. What was counted in is given back where it is not kept after all."""

    def __init__(self, app_state: AppState, content: bytes, by: str) -> None:
        self._app_state, self._content, self._by = app_state, content, by
        self._settings = app_state.settings

    async def begin(self) -> Upload | None:
        """Counts it in, and has a new one scanned; ``None`` for one that is held already, whose time begins anew.

        ``Problem`` 413, 422, 429, 503 or 507 where it may not come in.
        """
        upload, is_held = await self._app_state.read(self._looked_at)
        if is_held:
            if not await self._app_state.ask_office(lambda office: office.uploads.renew(upload, utc_now())):
                raise problem("document_going")
            return None
        if why := await self._app_state.ask_office(lambda office: _refusal(office, upload, self._settings)):
            raise why
        try:
            await self._app_state.scanner.check(self._content, self._by)
        except BaseException:
            await self.give_back(upload)
            raise
        return upload

    async def give_back(self, upload: Upload) -> None:
        """It was not kept."""
        await self._app_state.ask_office(lambda office: office.uploads.forget(upload.sha256, Status.WAITING))

    def _looked_at(self, ledger: Ledger) -> tuple[Upload, bool]:
        digest, size = sha256_of(self._content).hexdigest(), len(self._content)
        is_held = ledger.documents.facts(digest) is not None
        if not is_held:
            _check_disk(self._settings, size)
        return Upload(digest, self._by, size, ledger.head()), is_held


def _check_disk(settings: Settings, size: int) -> None:
    """PostgreSQL's disk is another machine's."""
    if settings.ledger.is_sqlite:
        free = shutil.disk_usage(path_of(settings.ledger.url).parent).free
        if free < size + settings.document_free_space:
            raise problem("documents_full")


def _refusal(office: Office, upload: Upload, settings: Settings) -> Problem | None:
    """Why it is not counted in; ``None`` once it is."""
    quotas = Quotas(settings.document_waiting_limit, settings.document_daily_limit, settings.document_total_limit)
    now = utc_now()
    if office.uploads.take(upload, quotas, now):
        return None
    used = office.uploads.usage(upload.person, now)
    if used.total + upload.size > quotas.total:
        return problem("documents_full")
    if used.waiting + upload.size > quotas.waiting:
        days = settings.document_orphan_days
        return problem("documents_waiting", used=used.waiting, limit=quotas.waiting, days=days)
    if used.daily + upload.size > quotas.daily:
        return problem("documents_of_a_day", limit=quotas.daily, headers=IN_AN_HOUR)
    return problem("document_going")
