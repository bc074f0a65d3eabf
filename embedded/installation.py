"""`hengxu up`: everything on this machine, in the foreground, until it is told to stop."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from clock import utc_now
from embedded import temporal
from embedded.after_restore import begin_anew_after_restore
from embedded.folder import DataFolder, Endpoints, FolderError
from embedded.health_watch import HealthWatch
from embedded.ports import free_port, is_free
from embedded.processes import ChildProcess, Part, Say, last_lines
from embedded.readiness import until_answering
from embedded.reports import written_down
from embedded.store import StoreKeeper
from embedded.workflow_watch import WorkflowWatch
from health.checks import signed_before
from importing.importer import Importer
from importing.reading import read_centers
from ledger.application import Ledger
from ledger.errors import LedgerError
from ledger.migrations import migrate
from ledger.opening import open_ledger
from office.opening import migrate_office
from service_layer.queries import catch_up
from service_layer.remaking import remaking
from settings import Settings

PROGRAM = Path(__file__).parents[1]
SEED = PROGRAM / "seeds" / "real-centers.json"
"""What is publicly known of real centers, taken up when the ledger is empty."""


class PortTaken(FolderError):
    """Somebody else listens on a port that was asked for."""

    def __init__(self, port: int, option: str) -> None:
        super().__init__(
            f"端口 {port} 已被占用，请用 {option} 另选一个", f"port {port} is in use: choose another with {option}"
        )


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the parts listen, on the loopback alone."""

    api: int
    temporal: int
    ui: int

    def check(self) -> None:
        """Raises ``PortTaken`` for the first that is not free."""
        wanted = {"--port": self.api, "--temporal-port": self.temporal, "--ui-port": self.ui}
        for option, port in wanted.items():
            if not is_free(port):
                raise PortTaken(port, option)


class Installation:
    """One data folder with everything that runs on it."""

    def __init__(self, folder: DataFolder, ports: Ports, say: Say) -> None:
        self.folder, self.ports, self.say = folder, ports, say
        self.settings = embedded_settings(folder, ports)
        self.report = written_down(say, folder.log("up"), self.settings.log_format)
        self.workflow_watch = WorkflowWatch(self.settings, self.report)
        self.health_watch = HealthWatch(self.settings.public_url, self.report)

    def parts(self) -> tuple[Part, Part, Part]:
        """Temporal, the worker and the API. Raises ``NoTemporal``."""
        store, own, program = self.folder.path / temporal.STORE, self._environment(), temporal.executable()
        temporal.check_version(program)
        server = temporal.command_line(
            program, store, port=self.ports.temporal, ui_port=self.ports.ui, log_format=self.settings.log_format
        )
        look = StoreKeeper(store, self.report, lost=self.workflow_watch.look_soon).look
        return (
            Part("temporal", server, os.environ, self.folder.log("temporal"), before=look),
            Part("worker", [sys.executable, "-m", "worker"], own, self.folder.log("worker"), patience=15.0),
            Part("api", [sys.executable, "-m", "cli", "serve"], own, self.folder.log("api")),
        )

    def _environment(self) -> dict[str, str]:
        key, health = self.settings.signing_key, self.settings.worker_health_port
        return {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(filter(None, (str(PROGRAM), os.environ.get("PYTHONPATH")))),
            "PYTHONUNBUFFERED": "1",
            "HENGXU_DATA": str(self.settings.data),
            "HENGXU_SIGNING_KEY": key.get_secret_value() if key else "",
            "HENGXU_TEMPORAL_ADDRESS": self.settings.temporal_address,
            "HENGXU_TEMPORAL_NAMESPACE": self.settings.temporal_namespace,
            "HENGXU_TEMPORAL_UI_URL": self.settings.temporal_ui_url,
            "HENGXU_HOST": self.settings.host,
            "HENGXU_PORT": str(self.settings.port),
            "HENGXU_URL": str(self.settings.url),
            "HENGXU_WORKER_HEALTH_PORT": str(health),
        }

    def prepare_ledger(self, *, seed: bool) -> int:
        """Bring the schemas and the lists up to date, and take up the seed when nothing is on record yet; how many it
        brought.
        """
        migrate(self.settings.ledger)
        migrate_office(self.settings.office, self.report)
        ledger = open_ledger(self.settings.ledger)
        try:
            catch_up(ledger, self.settings.policy)
            self._declare_house_rules(ledger)
            self._tell_of_rollback(ledger)
            if not seed or ledger.head():
                return 0
            intake = Importer(ledger, self.settings.policy, SEED.name, utc_now())
            entries = intake.plan(read_centers(SEED))
            intake.write(entries)
            return len(entries)
        finally:
            ledger.close()

    def _declare_house_rules(self, ledger: Ledger) -> None:
        """Those of this installation are in force; where what lists show was made by others, that is said."""
        ledger.read_model.bases.declare(self.settings.policy, utc_now())
        if left := remaking(ledger, self.settings.policy).left:
            self.report(
                f"规则参数、程序或工作日历已变更，{left} 个中心的名单和时限将在后台重新生成，其间照常办理 / "
                f"house rules, the program or working days have changed: what lists show of {left} centers is made "
                "anew in the background, and decisions are taken meanwhile"
            )

    def _tell_of_rollback(self, ledger: Ledger) -> None:
        """Whoever put an older ledger in this place is told before anything is decided on it."""
        try:
            ledger.proof.check_not_rolled_back(signed_before(self.settings))
        except LedgerError as trouble:
            self.report(str(trouble))

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """All parts, serving, well or not; started at once, stopped in order. Raises ``NoTemporal`` or ``NotReady``."""
        server, worker, api = (ChildProcess(part, self.report) for part in self.parts())
        try:
            await asyncio.gather(server.start(), worker.start(), api.start())
            await temporal.until_ready(self.settings)
            health = f"http://{self.settings.host}:{self.settings.worker_health_port}/livez"
            await asyncio.gather(
                until_answering("worker", health), until_answering("api", f"{self.settings.url}/livez")
            )
            self.folder.publish(self._endpoints())
            yield
        finally:
            self.folder.withdraw_endpoints()
            for child in (api, worker, server):
                await child.stop()

    def _endpoints(self) -> Endpoints:
        return Endpoints(
            url=str(self.settings.url),
            temporal_address=self.settings.temporal_address,
            temporal_ui_url=self.settings.temporal_ui_url,
            pid=os.getpid(),
            started_at=utc_now(),
        )

    def last_lines(self) -> list[str]:
        """The end of every log, for whoever looks why it didn't come up."""
        return [
            f"{name} | {line}" for name in ("temporal", "worker", "api") for line in last_lines(self.folder.log(name))
        ]


def embedded_settings(folder: DataFolder, ports: Ports) -> Settings:
    """The settings of an installation on this folder; what the environment says besides stays."""
    return Settings.model_validate(
        {
            "data": folder.path,
            "signing_key": Settings().signing_key or folder.make_signing_key(),
            "temporal_address": f"127.0.0.1:{ports.temporal}",
            "temporal_namespace": "default",
            "temporal_ui_url": f"http://127.0.0.1:{ports.ui}",
            "host": "127.0.0.1",
            "port": ports.api,
            "url": f"http://127.0.0.1:{ports.api}",
            "worker_health_port": free_port(),
        }
    )


async def up(installation: Installation, welcome: Callable[[], Sequence[str]]) -> None:
    """Run until SIGINT, SIGTERM or SIGHUP; ``welcome`` is said when all is ready."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    stopped, served = asyncio.create_task(stop.wait()), asyncio.create_task(_serve(installation, welcome))
    await asyncio.wait([stopped, served], return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    if not served.done():
        installation.say("正在停止 / stopping")
        served.cancel()
    with suppress(asyncio.CancelledError):
        await served


async def _serve(installation: Installation, welcome: Callable[[], Sequence[str]]) -> None:
    async with installation.running():
        for line in welcome():
            installation.say(line)
        await begin_anew_after_restore(installation.folder, installation.settings, installation.report)
        count = await installation.workflow_watch.wake()
        installation.report(f"{count} 个中心的流程在运行 / the workflows of {count} centers run")
        workflows, health = installation.workflow_watch, installation.health_watch
        await asyncio.gather(workflows.ask_after_an_upgrade(), workflows.keep(), health.keep())
