"""The first start after a restore: Temporal's store may know of decisions that the restored ledger doesn't have."""

import asyncio
from collections.abc import Sequence
from contextlib import closing

from temporalio.service import RPCError

from clock import utc_now
from embedded import temporal
from embedded.folder import DataFolder
from embedded.processes import Say
from ledger.errors import LedgerUnavailable
from ledger.opening import open_ledger
from recovery.ahead import Found, begin_anew_what_is_ahead
from recovery.lost_decisions import SentAgain, send_again
from settings import Settings

PAUSE = 1.0
"""Seconds before it is tried again while Temporal or the ledger is away."""
LOST = "lost-decisions-{:%Y%m%dT%H%M%S.%fZ}.jsonl"
NAMED = 10
"""How many streams are named in one line."""


async def begin_anew_after_restore(folder: DataFolder, settings: Settings, say: Say) -> None:
    """Once after a restore: workflows that are ahead of the ledger begin anew from it; what they knew besides is
    written into the folder, sent again in the order in which it was sent, and said.
    """
    if folder.restored_from() is None:
        return
    while True:
        try:
            lines = await _done(folder, settings)
        except (RPCError, temporal.NoTemporal, LedgerUnavailable):
            await asyncio.sleep(PAUSE)
            continue
        for line in lines:
            say(line)
        folder.forget_restored()
        return


async def _done(folder: DataFolder, settings: Settings) -> list[str]:
    client = await temporal.until_ready(settings)
    with closing(open_ledger(settings.ledger)) as ledger:
        file = folder.path / LOST.format(utc_now())
        found = await begin_anew_what_is_ahead(client, settings, ledger, file, folder.restored_from())
        return _lines(found, await send_again(client, settings, ledger, found.lost))


def _lines(found: Found, sent: Sequence[SentAgain]) -> list[str]:
    lines = []
    if found.begun_anew:
        count, names = len(found.begun_anew), ", ".join(found.begun_anew[:NAMED])
        more = " …" if count > NAMED else ""
        lines.append(
            f"台账曾由备份恢复：{count} 个流程超前于台账，已据台账重新开始：{names}{more} / "
            f"the ledger was restored from a backup: {count} workflows were ahead of it and were begun anew from it: "
            f"{names}{more}"
        )
    if found.lost:
        recorded = sum(one.receipt is not None and one.receipt.outcome == "recorded" for one in sent)
        left = sum(one.was_left_alone for one in sent)
        refused_zh = f"，{left} 项此前已答复不予办理、未再送出" if left else ""
        refused_en = f", {left} had been refused and were not sent again" if left else ""
        lines.append(
            f"Temporal 仍知道 {len(found.lost)} 项台账中没有的决定，列于 {found.file}；"
            f"{len(sent) - left} 项已按原编号再次送出，其中 {recorded} 项已重新记录{refused_zh}：请告知当事人 / "
            f"Temporal still knew {len(found.lost)} decisions that are not on record; they are listed in {found.file}; "
            f"{len(sent) - left} were sent again under their ids, {recorded} of them are recorded again"
            f"{refused_en}: tell those who took them"
        )
    return lines
