"""`hengxu serve` as a process of its own on an empty ledger, for what only a real server shows. Temporal is away."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
from pydantic import SecretStr

from api.auth.tokens import EmbeddedIssuer
from domain.kernel.roles import Actor, Role
from embedded.ports import free_port
from settings import Settings
from tests.lives import ACTORS
from tests.temporal import KEY, PATIENCE
from tests.writing import make_ledger

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Served:
    """The process, where it answers, and what it has written to its log."""

    process: subprocess.Popen[bytes]
    settings: Settings
    log: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.settings.port}"

    def bearer(self, caller: Role | Actor) -> dict[str, str]:
        actor = ACTORS[caller] if isinstance(caller, Role) else caller
        return {"Authorization": f"Bearer {EmbeddedIssuer(self.settings).issue(actor)}"}

    def logged(self) -> str:
        return self.log.read_text(encoding="utf-8")


@contextmanager
def served_alone(data: Path, **variables: str) -> Iterator[Served]:
    """The API, once it answers; ``variables`` are settings as the environment has them, without their prefix."""
    settings = Settings(data=data / "data", port=free_port(), signing_key=SecretStr(KEY))
    make_ledger(settings.ledger)
    environment = os.environ | {
        "HENGXU_DATA": str(settings.data),
        "HENGXU_PORT": str(settings.port),
        "HENGXU_SIGNING_KEY": KEY,
        "HENGXU_TEMPORAL_ADDRESS": f"127.0.0.1:{free_port()}",
        "PYTHONPATH": str(ROOT),
        **{f"HENGXU_{name}": value for name, value in variables.items()},
    }
    log = data / "api.log"
    with log.open("wb") as file:
        process = subprocess.Popen([sys.executable, "-m", "cli", "serve"], env=environment, stdout=file, stderr=file)
    served = Served(process, settings, log)
    try:
        _await_answer(served)
        yield served
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _await_answer(served: Served) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert served.process.poll() is None, served.logged()
        with suppress(httpx.TransportError):
            if httpx.get(f"{served.url}/livez", trust_env=False).is_success:
                return
        time.sleep(0.05)
    raise AssertionError(f"not in time: {served.logged()}")
