"""The scan of documents before they are kept, by whatever command an installation names."""

import asyncio
import logging
import os
import signal
from collections.abc import Sequence
from contextlib import suppress

from api.http.problems import problem

log = logging.getLogger("hengxu.api")

CLEAN, INFECTED = 0, 1
"""How the command ends; with anything else it has said nothing."""
AT_ONCE = 4
"""Scans that run side by side."""
OURS = "HENGXU_"
"""How variables begin that are no business of another program."""


class Scanner:
    """Gives each document to the command. Without a command nothing is scanned; with one nothing passes unscanned."""

    def __init__(self, command: Sequence[str], timeout: float) -> None:
        self._command, self._timeout = command, timeout
        self._places = asyncio.Semaphore(AT_ONCE)
        self._is_away = False

    async def check(self, content: bytes, by: str) -> None:
        """Returns for a clean one. ``Problem`` 422 for an infected one, 503 where the command doesn't say."""
        if not self._command:
            return
        async with self._places:
            why, status = await self._scan(content)
        if status not in {CLEAN, INFECTED}:
            self._note_away(why)
            raise problem("scanner_unavailable")
        self._is_away = False
        if status == INFECTED:
            log.warning("%s 提交的文件未通过安全检查，已拒收 / a document of %s is infected and was not taken", by, by)
            raise problem("document_infected")

    async def _scan(self, content: bytes) -> tuple[str, int | None]:
        """How the command ended, in words and as its exit status."""
        try:
            process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
                env={name: value for name, value in os.environ.items() if not name.startswith(OURS)},
                start_new_session=True,
            )
        except OSError as error:
            return error.strerror or str(error), None
        try:
            async with asyncio.timeout(self._timeout):
                await process.communicate(content)
        except TimeoutError:
            return f"> {self._timeout:g} s", None
        finally:
            await _end(process)
        return f"exit status {process.returncode}", process.returncode

    def _note_away(self, why: str) -> None:
        """Said once until it is over."""
        if not self._is_away:
            log.error(
                "文件安全检查不可用（%s：%s），在其恢复前不收新文件"
                " / the scan of documents does not work (%s: %s): no new document is taken until it does",
                *(self._command[0], why) * 2,
            )
        self._is_away = True


async def _end(process: asyncio.subprocess.Process) -> None:
    """It ends now, and whatever it has started with it."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
