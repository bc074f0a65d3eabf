"""The Temporal server of an embedded installation: how it is started, and when it is ready."""

import asyncio
import shutil
import subprocess
import sysconfig
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from temporalio.client import Client
from temporalio.common import SearchAttributeKey
from temporalio.service import RPCError

from settings import Settings
from telemetry.settings import LogFormat
from temporal_client.client import connect
from temporal_client.search_attributes import add_search_attributes, missing_search_attributes
from workflows.visibility import LATER_ATTRIBUTES, SEARCH_ATTRIBUTES

SERVER_VERSION = "1.32.0"
"""The server that the program was tried with; its development settings have other names in other releases."""
STORE = "temporal.sqlite3"
"""The file in the data folder that the server keeps. The ledger is the record: losing this file loses no decision."""
PAUSE = 0.1
"""Seconds between two looks at whether the server is ready."""
DYNAMIC_SETTINGS = {
    "frontend.workflowTimeSkippingEnabled": "true",
    "system.forceSearchAttributesCacheRefreshOnRead": "true",
    "frontend.httpAllowedHosts": '["nobody.invalid"]',
    "system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute": "2",
}
"""A rehearsal skips time, in workflows that are started for it; a new search attribute is known at once. The server's
HTTP API, on a port that it takes at random and can't be told to do without, would obey any web page that a browser on
this machine shows; it serves nobody, since a browser names the port with the host. A workflow whose task fails again is
reported at once; by itself the server waits for five failures, which is a minute.
"""


class NoTemporal(Exception):
    """The Temporal server is not there, is another one than the program needs, or doesn't come up."""


@cache
def executable() -> Path:
    """The ``temporal`` program beside this Python, or the first on the path; it carries the server that was tried.

    Raises ``NoTemporal``.
    """
    beside = Path(sysconfig.get_path("scripts")) / "temporal"
    found = beside if beside.is_file() else shutil.which("temporal")
    if found is None:
        raise NoTemporal("The program `temporal` is not installed; `make setup` installs it.")
    check_version(Path(found))
    return Path(found)


def check_version(program: Path) -> None:
    """Raises ``NoTemporal`` unless the program carries the server that the installation was tried with."""
    printed = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    if f"Server {SERVER_VERSION}" not in printed:
        raise NoTemporal(f"{program} carries another server than {SERVER_VERSION}: {printed or 'it says nothing'}")


def dynamic_settings() -> list[str]:
    """The options by which every development server is started."""
    return [f"--dynamic-config-value={name}={value}" for name, value in DYNAMIC_SETTINGS.items()]


def command_line(
    program: Path,
    store: Path | None,
    *,
    port: int,
    ui_port: int | None,
    ip: str = "127.0.0.1",
    log_format: LogFormat = "plain",
) -> list[str]:
    """How the server is started: its store (``None``: in memory), its ports (``ui_port=None``: without the web UI)."""
    attributes = [f"--search-attribute={key.name}={_type_of(key)}" for key in SEARCH_ATTRIBUTES]
    return [
        str(program),
        "server",
        "start-dev",
        f"--ip={ip}",
        f"--port={port}",
        *([f"--db-filename={store}"] if store else []),
        *([f"--ui-port={ui_port}", "--ui-disable-news-fetch"] if ui_port else ["--headless"]),
        "--log-level=error",
        f"--log-format={'json' if log_format == 'json' else 'text'}",
        *attributes,
        *dynamic_settings(),
    ]


def _type_of(key: SearchAttributeKey[Any]) -> str:
    """The type in the words of the command line: ``Keyword``, ``KeywordList``."""
    return key.indexed_value_type.name.title().replace("_", "")


async def until_ready(settings: Settings, within: float = 30.0) -> Client:
    """A client of the server, once it answers and knows the search attributes. ``within`` is in seconds.

    Raises ``NoTemporal`` after that.
    """
    try:
        async with asyncio.timeout(within):
            while True:
                if client := await _ready(settings):
                    return client
                await asyncio.sleep(PAUSE)
    except TimeoutError:
        raise NoTemporal(f"Temporal doesn't answer at {settings.temporal_address} after {within:g} seconds.") from None


async def _ready(settings: Settings) -> Client | None:
    try:
        client = await connect(settings)
        missing = await missing_search_attributes(client)
        if later := _of_a_later_release(missing):
            await add_search_attributes(client, later)
    except (RPCError, RuntimeError):
        return None
    return None if missing else client


def _of_a_later_release(missing: Sequence[str]) -> list[SearchAttributeKey[Any]]:
    """What a store of an earlier release has to be taught: the server makes what its command line names in a new store
    alone, where it comes all at once.
    """
    later = [key for key in LATER_ATTRIBUTES if key.name in missing]
    return later if len(later) == len(missing) else []
