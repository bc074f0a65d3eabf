"""`hengxu reconcile` and `hengxu recover`: Temporal held against the ledger, and begun again from it."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from temporalio.client import Client
from temporalio.service import RPCError

from domain.kernel.base import Label
from ledger.application import Ledger
from ledger.opening import open_ledger
from recovery.ahead import Found
from recovery.differences import Difference
from recovery.lost_decisions import SentAgain
from recovery.reconciling import NoWorker, Reconciliation
from recovery.recovering import OneMore, Recovered, count_living, recover
from service_layer.remaking import remaking
from settings import Settings
from temporal_client.client import connect
from temporal_client.heard_signals import closed_runs_kept
from terminal import wording
from terminal.answers import DONE, NO, CommandError, print_json, print_line
from terminal.language import words
from terminal.layout import print_table
from terminal.lost_decisions import find_and_begin_anew, lost_decisions_in, send, show_found, show_sent
from terminal.progress import progress
from terminal.starting import check_house_rules, temporal_away
from terminal.stopping import run_until_told_to_stop

WAIT_FOR_TEMPORAL = 10.0
"""Seconds after which Temporal counts as away."""

T = TypeVar("T")


class Comparison(NamedTuple):
    """What was found; ``kept`` is how long Temporal keeps what ended runs had heard, ``None`` where it doesn't tell;
    ``lists_left`` how many centers lists show by earlier house rules or working days.
    """

    living: int
    differences: Sequence[Difference]
    kept: timedelta | None
    lists_left: int


def reconcile_workflows(settings: Settings, *, as_json: bool) -> int:
    """Compare, and show every difference with what to do about it; nothing is changed."""

    async def compare(ledger: Ledger, client: Client, one_more: OneMore) -> Comparison:
        check_house_rules(settings, ledger)
        comparison = Reconciliation(ledger, client, settings.policy)
        found = await comparison.differences(one_more)
        lists_left = remaking(ledger, settings.policy).left
        return Comparison(comparison.living, found, await closed_runs_kept(client), lists_left)

    found = run_with_temporal(settings, wording.COMPARING, compare)
    _show(found, as_json=as_json)
    return NO if found.differences or found.lists_left else DONE


def recover_workflows(settings: Settings, *, as_json: bool) -> int:
    """Send again what was heard and never recorded, and start the workflow of every living center that has none."""

    async def begin(ledger: Ledger, client: Client, one_more: OneMore) -> tuple[Recovered, timedelta | None]:
        return await recover(client, settings, ledger, one_more), await closed_runs_kept(client)

    recovered, kept = run_with_temporal(settings, wording.STARTING, begin)
    if as_json:
        print_json(recovered._asdict())
        return DONE
    others = recovered.living - recovered.begun
    print_line(words(wording.ALL_RUN(count=recovered.living, begun=recovered.begun, others=others)))
    if recovered.sent_again:
        print_line(words(wording.SENT_AGAIN(count=recovered.sent_again)))
    print_line(words(known_back_to(kept)))
    return DONE


def known_back_to(kept: timedelta | None) -> Label:
    """How far back it can be known what ended runs had heard."""
    return wording.ENDED_RUNS_UNTOLD if kept is None else wording.ENDED_RUNS_KEPT(days=f"{kept / timedelta(days=1):g}")


def begin_anew_what_is_ahead(settings: Settings, file: Path, *, as_json: bool) -> int:
    """After a restore: the workflows that know of more than the ledger, and the decisions that were lost, into a new
    file. 1 where there are any.
    """

    async def find(ledger: Ledger, client: Client, _one_more: OneMore) -> Found:
        return await find_and_begin_anew(settings, ledger, client, file)

    return show_found(run_with_temporal(settings, wording.COMPARING, find), as_json=as_json)


def send_lost_decisions_again(settings: Settings, file: Path, *, as_json: bool) -> int:
    """Those of a file, under their command ids; 1 unless every one is recorded then."""
    decisions = lost_decisions_in(file)

    async def send_all(ledger: Ledger, client: Client, one_more: OneMore) -> list[SentAgain]:
        return await send(settings, ledger, client, decisions, one_more)

    return show_sent(run_with_temporal(settings, wording.SENDING_AGAIN, send_all), as_json=as_json)


def run_with_temporal(
    settings: Settings, what: Label, work: Callable[[Ledger, Client, OneMore], Coroutine[Any, Any, T]]
) -> T:
    """What the work comes to on the ledger and Temporal, with a bar of as many steps as centers live. Raises
    ``CommandError`` where Temporal is away or no worker runs, and ``LedgerError``.
    """
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


def _away(settings: Settings) -> CommandError:
    return CommandError(wording.TEMPORAL_AWAY(address=settings.temporal_address))


def _show(found: Comparison, *, as_json: bool) -> None:
    differences = found.differences
    if as_json:
        days = found.kept and found.kept / timedelta(days=1)
        items = [_item(difference) for difference in differences]
        counted = {"living": found.living, "lists_left": found.lists_left}
        print_json({**counted, "differences": items, "ended_runs_kept_days": days})
        return
    if differences:
        print_table(words(wording.RECONCILIATION), wording.RECONCILIATION_COLUMNS, map(_row, differences))
    print_line(words(wording.COMPARED(living=found.living, count=len(differences))))
    for kind in dict.fromkeys(difference.kind for difference in differences):
        print_line(f"{words(kind.label)}: {words(wording.REMEDIES[kind])}")
    if found.lists_left:
        print_line(words(wording.LISTS_BEING_REMADE(left=found.lists_left)))
    print_line(words(known_back_to(found.kept)))


def _item(difference: Difference) -> dict[str, Any]:
    return {**difference.model_dump(mode="json"), "label": difference.kind.label._asdict()}


def _row(difference: Difference) -> tuple[str, ...]:
    kind = words(difference.kind.label)
    return (difference.center_id or "–", difference.workflow_id, kind, difference.ledger, difference.temporal)
