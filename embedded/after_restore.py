"""The first start after a restore: Temporal's store may know of decisions that the restored ledger doesn't have."""

import asyncio
from contextlib import closing

from temporalio.service import RPCError

from clock import utc_now
from embedded import temporal
from embedded.folder import DataFolder
from embedded.processes import Say
from ledger.errors import LedgerUnavailable
from ledger.opening import open_ledger
from recovery.ahead import Found, begin_anew_what_is_ahead
from settings import Settings

PAUSE = 1.0
"""Seconds before it is tried again while Temporal or the ledger is away."""
LOST = "lost-decisions-{:%Y%m%dT%H%M%S.%fZ}.jsonl"
NAMED = 10
"""How many streams are named in one line."""


async def begin_anew_after_restore(folder: DataFolder, settings: Settings, say: Say) -> None:
    """Once after a restore: workflows that are ahead of the ledger begin anew from it, and what they knew besides is
    written into the folder and said.
    """
    if folder.restored_from() is None:
        return
    while True:
        try:
            found = await _found(folder, settings)
        except (RPCError, temporal.NoTemporal, LedgerUnavailable):
            await asyncio.sleep(PAUSE)
            continue
        for line in _lines(found):
            say(line)
        folder.forget_restored()
        return


async def _found(folder: DataFolder, settings: Settings) -> Found:
    client = await temporal.until_ready(settings)
    with closing(open_ledger(settings.ledger)) as ledger:
        file = folder.path / LOST.format(utc_now())
        return await begin_anew_what_is_ahead(client, settings, ledger, file, folder.restored_from())


def _lines(found: Found) -> list[str]:
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
        lines.append(
            f"Temporal 仍知道 {len(found.lost)} 项台账中没有的决定，已写入 {found.file}：请告知当事人，再运行 "
            f"hengxu recover --send-again {found.file} / "
            f"Temporal still knows {len(found.lost)} decisions that are not on record; they are in {found.file}: tell "
            f"those who took them, then hengxu recover --send-again {found.file}"
        )
    return lines
