"""`hengxu reset`: the runs of workflows that can't go on, begun anew under the program of today."""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from temporalio.client import Client

from domain.kernel.messages import BUREAU_STREAMS
from ledger.application import Ledger
from recovery.reconciling import NoWorker
from recovery.recovering import OneMore, living_centers
from recovery.resetting import Resetting, stuck_workflows
from settings import Settings
from temporal_client.client import workflow_id
from temporal_client.workers import queue
from temporal_client.workflow_query import NotRunning
from terminal import wording
from terminal.answers import DONE, NO, CommandError, print_json, print_line
from terminal.language import words
from terminal.recovery import run_with_temporal

PATIENCE = timedelta(seconds=5)
"""How long Temporal may take to say which workers there are."""


class Outcome(NamedTuple):
    """The ids of the workflows whose runs were begun anew, and of those that can't go on all the same."""

    reset: Sequence[str]
    stuck: Sequence[str]


def reset_workflows(settings: Settings, streams: Sequence[str], *, everyone: bool, batch: int, as_json: bool) -> int:
    """Reset the runs of these centers or bureau streams, of every living center, or else of all that are stuck."""

    async def reset(ledger: Ledger, client: Client, one_more: OneMore) -> Outcome:
        if not (await queue(client, settings, PATIENCE)).workers:
            raise NoWorker
        work = Resetting(client, batch)
        if streams:
            names = [_workflow_of(ledger, stream) for stream in streams]
        elif everyone:
            names = [workflow_id(center_id) for center_id, _ in living_centers(ledger)]
        else:
            names = await stuck_workflows(client, ledger)
        return Outcome(work.reset, await work.all(names, one_more))

    try:
        outcome = run_with_temporal(settings, wording.RESETTING, reset)
    except NotRunning as name:
        raise CommandError(wording.NO_RUN(workflow=name)) from None
    return _show(outcome, as_json=as_json)


def _workflow_of(ledger: Ledger, stream: str) -> str:
    if stream not in BUREAU_STREAMS and not ledger.version(stream):
        raise CommandError(wording.CENTER_UNKNOWN(center=stream))
    return workflow_id(stream)


def _show(outcome: Outcome, *, as_json: bool) -> int:
    if as_json:
        print_json(outcome._asdict())
    elif outcome.reset:
        print_line(words(wording.RESET(count=len(outcome.reset))))
    else:
        print_line(words(wording.NOTHING_STUCK))
    if outcome.stuck and not as_json:
        print_line(words(wording.STILL_STUCK(workflows=", ".join(outcome.stuck))))
    return NO if outcome.stuck else DONE
