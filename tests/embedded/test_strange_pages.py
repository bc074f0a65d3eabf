"""A page of another site, shown by a browser on this machine, stops no workflow of the embedded Temporal server."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from temporalio.client import Client, WorkflowExecutionStatus

from embedded.ports import free_port
from embedded.temporal import command_line, executable, until_ready
from tests.embedded.listening import ports_of
from tests.temporal import settings_for

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the server's own ports are found in /proc")
CENTER = "center/c-1"
TERMINATE_ALL = '{"jobId": "j", "reason": "r", "visibilityQuery": "WorkflowType = \'X\'", "terminationOperation": {}}'
STRANGE = {"Origin": "https://strange.example", "Referer": "https://strange.example/"}
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data", "text/plain")
"""What a page may send to any address without asking."""
PATHS = (
    "/api/v1/namespaces/default/batch-operations/j",
    "/namespaces/default/batch-operations/j",
    "/api/v1/namespaces/default/workflows/center%2Fc-1/terminate",
)


@dataclass(frozen=True)
class Running:
    """A server with its web UI, as `hengxu up` starts it, one workflow that waits, and somebody's browser."""

    client: Client
    browser: httpx.AsyncClient
    pid: int
    ui_port: int

    async def http_ports(self) -> set[int]:
        """Those that speak HTTP to anybody; the others are gRPC's, and wait."""
        ports = sorted(ports_of(self.pid))
        return {port for port, http in zip(ports, await asyncio.gather(*map(self._http, ports)), strict=True) if http}

    async def _http(self, port: int) -> bool:
        with suppress(httpx.HTTPError):
            return (await self.browser.get(f"http://127.0.0.1:{port}/", timeout=3)).http_version == "HTTP/1.1"
        return False

    async def post(self, port: int, path: str, **headers: str) -> int:
        """The status of a form sent from a page of another site."""
        url = f"http://127.0.0.1:{port}{path}"
        return (await self.browser.post(url, content=TERMINATE_ALL, headers=STRANGE | headers)).status_code

    async def status(self) -> WorkflowExecutionStatus | None:
        return (await self.client.get_workflow_handle(CENTER).describe()).status


@pytest.fixture
def server() -> Iterator[tuple[int, int, int]]:
    port, ui_port = free_port(), free_port()
    command = command_line(executable(), None, port=port, ui_port=ui_port)
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield port, ui_port, process.pid
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
async def running(server: tuple[int, int, int], tmp_path: Path) -> AsyncIterator[Running]:
    port, ui_port, pid = server
    client = await until_ready(settings_for(tmp_path, f"127.0.0.1:{port}"))
    await client.start_workflow("X", id=CENTER, task_queue="nobody")
    async with httpx.AsyncClient(trust_env=False, timeout=10) as browser:
        yield Running(client, browser, pid, ui_port)


async def test_no_form_of_another_site_stops_a_workflow_by_whatever_port(running: Running) -> None:
    ports = await running.http_ports()
    statuses = {
        (port, await running.post(port, path, **{"Content-Type": form, "Host": host}))
        for port in ports
        for path in PATHS
        for form in FORMS
        for host in (f"127.0.0.1:{port}", f"localhost:{port}", "strange.example", f"nobody.invalid:{port}")
    }
    assert running.ui_port in ports
    assert {status for _, status in statuses} <= {400, 403, 404}
    assert 403 in {status for port, status in statuses if port != running.ui_port}
    assert await running.status() is WorkflowExecutionStatus.RUNNING


async def test_the_web_interface_lets_no_other_site_send_what_it_must_ask_for(running: Running) -> None:
    headers = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,x-csrf-token"}
    url = f"http://127.0.0.1:{running.ui_port}{PATHS[0]}"
    for origin in ("https://strange.example", "null"):
        answer = await running.browser.options(url, headers=headers | {"Origin": origin})
        assert "access-control-allow-origin" not in answer.headers
    read = await running.browser.get(url, headers=STRANGE)
    assert "access-control-allow-origin" not in read.headers
    assert "SameSite=Strict" in read.headers["set-cookie"]
    for site in ("cross-site", "same-site"):
        status = await running.post(running.ui_port, PATHS[0], **{"Content-Type": "text/plain", "Sec-Fetch-Site": site})
        assert status in {400, 403}
    assert await running.status() is WorkflowExecutionStatus.RUNNING
