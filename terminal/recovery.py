"""`hengxu reconcile` and `hengxu recover`: Temporal held against the ledger, and begun again from it."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, TypeVar

from temporalio.client import Client
from temporalio.service import RPCError

from domain.kernel.base import Label
from ledger.application import Ledger
from ledger.opening import open_ledger
from recovery.differences import Difference
from recovery.reconciling import NoWorker, Reconciliation
from recovery.recovering import OneMore, count_living, start_missing
from settings import Settings
from temporal_client.client import connect
from terminal import wording
from terminal.answers import DONE, NO, CommandError, both, print_json, print_line, screen, table
from terminal.progress import progress
from terminal.starting import temporal_away
from terminal.stopping import run_until_told_to_stop

WAIT_FOR_TEMPORAL = 10.0
"""Seconds after which Temporal counts as away."""

T = TypeVar("T")


def reconcile_workflows(settings: Settings, *, as_json: bool) -> int:
    """Compare, and show every difference; nothing is changed."""

    async def compare(ledger: Ledger, client: Client, one_more: OneMore) -> tuple[int, list[Difference]]:
        comparison = Reconciliation(ledger, client, settings.policy)
        found = await comparison.differences(one_more)
        return comparison.living, found

    living, differences = _run(settings, wording.COMPARING, compare)
    _show(living, differences, as_json=as_json)
    return NO if differences else DONE


def recover_workflows(settings: Settings, *, as_json: bool) -> int:
    """Start the workflow of every living center that has none; those that run are left alone."""

    begun: list[str] = []

    async def recover(ledger: Ledger, client: Client, one_more: OneMore) -> int:
        return await start_missing(client, settings, ledger, begun.append, one_more)

    count = _run(settings, wording.STARTING, recover)
    if as_json:
        print_json({"living": count, "begun": len(begun)})
    else:
        print_line(both(wording.ALL_RUN(count=count, begun=len(begun), others=count - len(begun))))
    return DONE


def _run(settings: Settings, what: Label, work: Callable[[Ledger, Client, OneMore], Coroutine[Any, Any, T]]) -> T:
    ledger = open_ledger(settings.ledger)
    try:
        with progress(what, count_living(ledger)) as one_more:
            return run_until_told_to_stop(_with_client(settings, lambda client: work(ledger, client, one_more)))
    except RPCError as error:
        raise temporal_away(settings, error) from None
    except NoWorker:
        raise CommandError(wording.NO_WORKER) from None
    except asyncio.CancelledError:
        raise CommandError(wording.RECOVERY_STOPPED) from None
    finally:
        ledger.close()


async def _with_client(settings: Settings, work: Callable[[Client], Coroutine[Any, Any, T]]) -> T:
    try:
        async with asyncio.timeout(WAIT_FOR_TEMPORAL):
            client = await connect(settings)
    except (RPCError, RuntimeError, TimeoutError) as error:
        raise temporal_away(settings, error) from None
    return await work(client)


def _show(living: int, differences: Sequence[Difference], *, as_json: bool) -> None:
    if as_json:
        print_json({"living": living, "differences": [_item(difference) for difference in differences]})
        return
    if differences:
        screen().print(table(wording.RECONCILIATION, wording.RECONCILIATION_COLUMNS, map(_row, differences)))
    print_line(both(wording.COMPARED(living=living, count=len(differences))))


def _item(difference: Difference) -> dict[str, Any]:
    return {**difference.model_dump(mode="json"), "label": difference.kind.label._asdict()}


def _row(difference: Difference) -> tuple[str, ...]:
    kind = both(difference.kind.label)
    return (difference.center_id or "–", difference.workflow_id, kind, difference.ledger, difference.temporal)
