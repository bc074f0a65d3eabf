"""A release whose code can't replay what the one before has written: what somebody might do to a waiting center."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from unittest.mock import patch

from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from workflows.activity_calls import read_summary
from workflows.center_life import CenterLife

LOOK = CenterLife.read_summary_at_start


async def _look_first(self: CenterLife) -> None:
    """The ledger is asked where it was not."""
    await read_summary(self.stream)
    await LOOK(self)


@contextmanager
def careless_release() -> Iterator[None]:
    """Workers that are built meanwhile run its code."""
    unsandboxed = partial(Worker, workflow_runner=UnsandboxedWorkflowRunner())
    with patch.object(CenterLife, "read_summary_at_start", _look_first), patch("worker.Worker", unsandboxed):
        yield
