"""The questions, and how each of them is answered. A new one is a row of ``CHECKS``; everything that shows health reads
that table: ``/readyz`` of API and worker, ``/metrics``, the operations page, ``hengxu up``.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple, TypeVar

from temporalio.client import Client
from temporalio.service import RPCError

from backup.schedule import last_backup
from clock import utc_now
from domain.guideline.policy import Policy
from domain.kernel.base import Label
from health.report import Answer, Trouble
from health.workflow_sample import WorkflowSample
from ledger.application import Ledger
from ledger.errors import LedgerError
from ledger.proof import checkpoint
from ledger.proof.checkpoint import BadCheckpoint, Checkpoint, notes_in
from ledger.proof.keys import KeyFile
from ledger.proof.leaves import Place
from ledger.proof.serving import Lag
from ledger.proof.witness import WitnessAway, is_url
from ledger.read_model.bases import DeclaredPolicy
from ledger.sqlite.recorder import path_of
from office.errors import OfficeError
from office.opening import Office
from service_layer.remaking import differences_from, other_policy_in_force, remaking
from settings import Settings
from temporal_client.failing_workflows import failing_workflows
from temporal_client.workers import queue

PATIENCE = 3.0
"""Seconds within which each question has to be answered."""
WAITS_TOO_LONG = timedelta(seconds=30)
"""A task that nobody has taken for so long: workers hang, or are too few."""
STANDS_STILL = timedelta(seconds=60)
"""What lists show is made anew within seconds of a change, one center after the other: after so long nobody does it."""
TAIL = 8_192
"""Bytes at the end of a witness's file in which its last checkpoint stands."""
NOTHING_YET = Place(0, 0)
T = TypeVar("T")


@dataclass
class Parts:
    """What is asked: stores that block, and Temporal. ``signing`` is what kept this process from signing when it last
    tried, ``office`` there where the process uses it.
    """

    settings: Settings
    client: Client
    ledger: Callable[[], Ledger]
    office: Callable[[], Office] | None = None
    signing: Callable[[], Sequence[LedgerError]] = lambda: ()
    sample: WorkflowSample | None = None
    threads: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(8, thread_name_prefix="health"))
    ends: Place = NOTHING_YET
    """How far the log had come when it was last looked at."""
    left: int = 0
    """How many centers were to be made anew when it was last looked at."""
    left_since: datetime | None = None
    """Since when (UTC) it is no fewer."""

    async def ask(self, question: Callable[[], T]) -> T:
        """The answer of something that blocks."""
        return await asyncio.get_running_loop().run_in_executor(self.threads, question)


class Check(NamedTuple):
    """One question. ``silence`` is what is said where nobody answers it in time; a question that ``rests_on`` another
    says nothing of its own silence while that one is in trouble.
    """

    name: str
    question: Label
    answer: Callable[[Parts], Awaitable[Answer]]
    silence: Trouble
    rests_on: str = ""


def filled(word: str, label: Label, **values: object) -> Trouble:
    """A trouble, the places of its sentence filled in."""
    return Trouble(word, Label(label.zh.format(**values), label.en.format(**values)))


async def _ledger(parts: Parts) -> Answer:
    return await _of_the_ledger(parts, lambda: parts.ledger().readiness())


async def _write(parts: Parts) -> Answer:
    return await _of_the_ledger(parts, lambda: parts.ledger().check_writable())


async def _of_the_ledger(parts: Parts, look: Callable[[], object]) -> Answer:
    try:
        await parts.ask(look)
    except LedgerError as error:
        return Answer([_said(error)])
    return Answer()


def _said(error: LedgerError) -> Trouble:
    return Trouble(error.word, error.sentence)


SPACE_LOW = Label(
    "{folder} 只剩 {free:.0f} MB，少于 {least:.0f} MB（HENGXU_LEAST_SPACE）：请腾出空间；"
    "写满后台账和 Temporal 都不能再记录",
    "only {free:.0f} MB are left in {folder}, fewer than {least:.0f} MB (HENGXU_LEAST_SPACE): make room; once it is "
    "full neither ledger nor Temporal can record anything",
)
NO_FILES_LEFT = Label(
    "{folder} 不能再新建文件（inode 用尽）：请删除不用的文件",
    "{folder} takes no new file (no inodes are left): remove files that nobody needs",
)


async def _space(parts: Parts) -> Answer:
    found = await parts.ask(lambda: space_in(folders_of(parts.settings), parts.settings.least_space))
    return found._replace(backups=await parts.ask(lambda: backups_of(parts.settings)))


def backups_of(settings: Settings) -> dict[str, datetime]:
    """When the last backup was begun, where this process sees the folder of the scheduled ones."""
    try:
        last = last_backup(settings)
    except OSError:
        return {}
    return {str(settings.backups): last.manifest.begun_at} if last else {}


def folders_of(settings: Settings) -> Iterator[Path]:
    """Where this process keeps something on this machine, as far as it is there."""
    kept = [store.url for store in (settings.ledger, settings.office) if store.is_sqlite]
    found = [path_of(url).parent for url in kept] + [settings.checkpoint_key_path.parent]
    yield from (folder for folder in dict.fromkeys(found) if folder.is_dir())


def space_in(folders: Iterable[Path], least: int) -> Answer:
    """What is free in these folders; one of each file system is named."""
    troubles, free, systems = [], {}, set[int]()
    for folder in folders:
        try:
            found = os.statvfs(folder)
        except OSError:  # gone meanwhile: whoever keeps something there says so
            continue
        free[str(folder)] = left = found.f_bavail * found.f_frsize
        if found.f_fsid in systems:
            continue
        systems.add(found.f_fsid)
        if left < least:
            troubles.append(filled("space_low", SPACE_LOW, folder=folder, free=left / 1e6, least=least / 1e6))
        if found.f_files and not found.f_favail:
            troubles.append(filled("space_low", NO_FILES_LEFT, folder=folder))
    return Answer(troubles, free=free)


TEMPORAL_AWAY = Label(
    "Temporal（{address}）没有应答：决定暂不能受理；请查看其服务是否在运行",
    "Temporal ({address}) doesn't answer and takes no decisions: see that it runs",
)


async def _temporal(parts: Parts) -> Answer:
    try:
        serves = await parts.client.service_client.check_health(timeout=timedelta(seconds=PATIENCE))
    except (RPCError, RuntimeError):
        serves = False
    return Answer() if serves else Answer([_temporal_away(parts.settings)])


def _temporal_away(settings: Settings) -> Trouble:
    return filled("temporal_away", TEMPORAL_AWAY, address=settings.temporal_address)


NO_WORKER = Label(
    "没有 worker 在取任务：决定仍会被接收，但要等 worker 恢复后才有回执；请启动 worker 并查看其日志",
    "no worker takes tasks: decisions are accepted, but get their receipts only once one runs again; start a worker "
    "and look at its log",
)
WORKER_BEHIND = Label(
    "{waiting} 项任务在等候，最早的已等 {seconds:.0f} 秒：worker 停顿或不足，请查看其日志，必要时增加 worker",
    "{waiting} tasks wait, the first for {seconds:.0f} s: workers hang or are too few; look at their logs, run more of "
    "them",
)


async def _worker(parts: Parts) -> Answer:
    try:
        found = await queue(parts.client, parts.settings, timedelta(seconds=PATIENCE))
    except (RPCError, RuntimeError):
        return Answer([_temporal_away(parts.settings)])
    if not found.workers:
        return Answer([Trouble("no_worker", NO_WORKER)], queue=found)
    if found.oldest > WAITS_TOO_LONG:
        values = {"waiting": found.waiting, "seconds": found.oldest.total_seconds()}
        return Answer([filled("worker_behind", WORKER_BEHIND, **values)], queue=found)
    return Answer(queue=found)


WORKFLOWS_DIFFER = Label(
    "抽查发现流程与台账不符：{zh}；请运行 hengxu reconcile，并按其所示处理",
    "workflows disagree with the ledger, of those looked at: {en}; run hengxu reconcile and do as it says",
)


async def _workflows(parts: Parts) -> Answer:
    if parts.sample is None:
        return Answer()
    differences = await parts.sample.look()
    if not differences:
        return Answer()
    zh, en = (
        "、".join(f"{one.workflow_id}（{one.kind.label.zh}）" for one in differences),
        ", ".join(f"{one.workflow_id} ({one.kind.label.en})" for one in differences),
    )
    return Answer([filled("workflows_differ", WORKFLOWS_DIFFER, zh=zh, en=en)])


WORKFLOWS_STUCK = Label(
    "{count} 个流程无法继续，送达的决定均在等候：{names}；请运行 hengxu reset",
    "{count} workflows can't go on, and what is sent to them waits: {names}; run hengxu reset",
)
NAMED = 10
"""How many workflows are named in one sentence."""


async def _progress(parts: Parts) -> Answer:
    try:
        found = await failing_workflows(parts.client, timedelta(seconds=PATIENCE))
    except (RPCError, RuntimeError):
        return Answer([_temporal_away(parts.settings)])
    if not found:
        return Answer()
    names = ", ".join(one.id for one in found[:NAMED]) + (" …" if len(found) > NAMED else "")
    return Answer([filled("workflow_stuck", WORKFLOWS_STUCK, count=len(found), names=names)])


LATE = {
    "checkpoint": Label(
        "{entries} 条记录自 {since} 起等待检查点，超过 {bound:g} 秒；请查看 worker 日志，并运行 hengxu audit verify",
        "{entries} entries have waited for a checkpoint since {since}, longer than {bound:g} s: see the worker's log, "
        "and run hengxu audit verify",
    ),
    "witness": Label(
        "检查点自 {since} 起未送达见证方，超过 {bound:g} 秒（{entries} 条记录）；请查看 worker 日志",
        "checkpoints have not reached their witness since {since}, longer than {bound:g} s ({entries} entries): see "
        "the worker's log",
    ),
}
"""What is said of each lag beyond its bound; instants are UTC."""


async def _proof(parts: Parts) -> Answer:
    try:
        lags = await parts.ask(lambda: parts.ledger().proof.lags(parts.settings.checkpoint_witness))
    except LedgerError as error:
        return Answer([_said(error)])
    unsigned = [_said(error) for error in parts.signing() if not isinstance(error, WitnessAway)]
    return Answer(unsigned + late(lags, timedelta(seconds=parts.settings.checkpoint_lag)), lags=lags)


def late(lags: dict[str, Lag], bound: timedelta) -> list[Trouble]:
    """Which of the lags are beyond their bound."""
    now = utc_now()
    return [_late(name, lag, bound) for name, lag in lags.items() if lag.exceeds(bound, now)]


def _late(name: str, lag: Lag, bound: timedelta) -> Trouble:
    since = lag.since.isoformat(timespec="seconds") if lag.since else ""
    return filled(f"{name}_late", LATE[name], entries=lag.entries, since=since, bound=bound.total_seconds())


SHRUNK = Label(
    "台账变短：原有 {before.position} 号事件、{before.number} 号回执，现仅 {after.position}、{after.number}："
    "数据库曾被回退；请停止受理，查明后运行 hengxu audit verify 和 hengxu reconcile",
    "the log has become shorter: it had come to position {before.position} and receipt {before.number}, and ends at "
    "{after.position} and {after.number}: the database was rolled back; take no more decisions, find out why, and run "
    "hengxu audit verify and hengxu reconcile",
)


async def _rollback(parts: Parts) -> Answer:
    try:
        ends = await parts.ask(lambda: parts.ledger().proof.check_not_rolled_back(signed_before(parts.settings)))
    except LedgerError as error:
        return Answer([_said(error)])
    before = parts.ends
    if ends.position < before.position or ends.number < before.number:
        return Answer([filled("rolled_back", SHRUNK, before=before, after=ends)])
    parts.ends = ends
    return Answer()


def signed_before(settings: Settings) -> list[Checkpoint]:
    """The last checkpoints that are kept outside of the database where this process can see them: beside the key, and
    at a witness that is a file. Raises KeyFileError.
    """
    keys = KeyFile(settings.checkpoint_key_path)
    known, notes = keys.verifier_keys(), [keys.last_note() or "", _last_witnessed(settings.checkpoint_witness)]
    signed = []
    for note in filter(None, notes):
        with suppress(BadCheckpoint):  # what nobody signed says nothing here; a verification names it
            signed.append(checkpoint.read(note, known))
    return signed


def _last_witnessed(place: str | None) -> str:
    if place is None or is_url(place):
        return ""
    try:
        with Path(place).open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - TAIL))
            text = file.read().decode(errors="replace")
        return notes_in(text)[-1]
    except (OSError, BadCheckpoint):
        return ""


POLICY_DIFFERS = Label(
    "本进程的规则参数与第 {number} 次启用的现行规则参数不同（{zh}）：请为所有 API 和 worker 设同一 HENGXU_POLICY，"
    "用同一版程序，先重新启动 worker，再重新启动 API",
    "this process goes by other house rules than those in force, no. {number} ({en}): give API and workers the same "
    "HENGXU_POLICY and the same release, and restart the workers, then the API",
)
NOT_REMADE = Label(
    "{left} 个中心的名单和时限仍按变更前的规则参数、程序或工作日历，{seconds:.0f} 秒以来没有进展：请查看是否有 worker "
    "在运行及其日志",
    "lists show {left} centers by earlier house rules, by an earlier program or by working days of before, and nothing "
    "has happened for {seconds:.0f} s: see that a worker runs, and its log",
)


async def _lists(parts: Parts) -> Answer:
    policy = parts.settings.policy
    try:
        found = await parts.ask(lambda: remaking(parts.ledger(), policy))
        other = await parts.ask(lambda: other_policy_in_force(parts.ledger(), policy))
    except LedgerError as error:
        return Answer([_said(error)])
    troubles = [_policy_differs(policy, other)] if other else []
    if stands := _stands_still(parts, found.left):
        seconds = stands.total_seconds()
        troubles.append(filled("lists_not_remade", NOT_REMADE, left=found.left, seconds=seconds))
    return Answer(troubles, remaking=found)


def _policy_differs(policy: Policy, other: DeclaredPolicy) -> Trouble:
    zh, en = differences_from(policy, other)
    return filled("policy_differs", POLICY_DIFFERS, number=other.number, zh=zh, en=en)


def _stands_still(parts: Parts, left: int) -> timedelta | None:
    """For how long no center was made anew, where that is longer than it takes somebody to begin."""
    now = utc_now()
    if left == 0 or left != parts.left or parts.left_since is None:
        parts.left, parts.left_since = left, now
    still = now - parts.left_since
    return still if left and still > STANDS_STILL else None


async def _office(parts: Parts) -> Answer:
    office = parts.office
    if office is None:
        return Answer()
    try:
        await parts.ask(lambda: office().check_writable())
    except OfficeError as error:
        return Answer([Trouble("office_away", error.sentence)])
    return Answer()


def _no_answer(word: str, zh: str, en: str) -> Trouble:
    return Trouble(
        word,
        Label(
            f"{zh}没有在 {PATIENCE:g} 秒内应答，可能已挂起或负荷过重，请查看其服务器和日志",
            f"{en} gave no answer within {PATIENCE:g} s: it may hang or be overloaded; look at its server and log",
        ),
    )


LEDGER_SILENT = _no_answer("ledger_silent", "台账", "the ledger")
TEMPORAL_SILENT = _no_answer("temporal_silent", "Temporal ", "Temporal")

CHECKS = (
    Check("ledger", Label("台账能否读取", "Can the ledger be read?"), _ledger, LEDGER_SILENT),
    Check("write", Label("台账能否写入", "Can something be recorded?"), _write, LEDGER_SILENT, "ledger"),
    Check("space", Label("磁盘空间是否足够", "Is space left?"), _space, _no_answer("disk_silent", "磁盘", "the disk")),
    Check("temporal", Label("Temporal 能否应答", "Does Temporal answer?"), _temporal, TEMPORAL_SILENT),
    Check("worker", Label("是否有 worker 取任务", "Does a worker take tasks?"), _worker, TEMPORAL_SILENT, "temporal"),
    Check(
        "workflows",
        Label("流程与台账是否一致（抽查）", "Do workflows agree with the ledger (sampled)?"),
        _workflows,
        LEDGER_SILENT,
        "ledger",
    ),
    Check(
        "lists",
        Label("名单是否按现行规定", "Do lists show what holds now?"),
        _lists,
        LEDGER_SILENT,
        "ledger",
    ),
    Check("progress", Label("流程能否继续", "Can workflows go on?"), _progress, TEMPORAL_SILENT, "temporal"),
    Check("proof", Label("证明是否及时", "Is the proof in time?"), _proof, LEDGER_SILENT, "ledger"),
    Check("rollback", Label("台账是否被回退", "Is the log whole?"), _rollback, LEDGER_SILENT, "ledger"),
    Check(
        "office",
        Label("会话与阅览记录能否保存", "Can sessions and reads be kept?"),
        _office,
        _no_answer("office_silent", "会话与阅览记录库", "the store of sessions and reads"),
    ),
)
