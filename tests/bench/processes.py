"""The program's own processes, started for a benchmark and stopped after it."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from temporalio.client import Client

from settings import Settings
from temporal_client.client import connect


def environment_of(settings: Settings, **more: str) -> dict[str, str]:
    """The environment that tells a process of these settings."""
    return os.environ | {
        "HENGXU_DATA": str(settings.data),
        "HENGXU_TEMPORAL_ADDRESS": settings.temporal_address,
        "HENGXU_TASK_QUEUE": settings.task_queue,
        "HENGXU_SIGNING_KEY": settings.signing_key.get_secret_value() if settings.signing_key else "",
        "HENGXU_POLICY": settings.policy.model_dump_json(exclude_defaults=True),
        **more,
    }


@contextmanager
def running(
    environment: Mapping[str, str], *arguments: str, folder: Path | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A Python process, in another folder where one is named, that is asked to stop at the end; what it says goes
    nowhere.
    """
    process = subprocess.Popen(
        [sys.executable, *arguments],
        env=environment,
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(20)


async def connected(settings: Settings) -> Client | None:
    """A client, once Temporal answers."""
    try:
        return await connect(settings)
    except RuntimeError:
        return None
