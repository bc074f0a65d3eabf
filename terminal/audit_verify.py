"""`hengxu audit verify` and `hengxu audit key`: whether anybody changed the log, and who signs its checkpoints."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from domain.base import Label
from ledger.application import Ledger
from ledger.errors import LedgerError
from ledger.opening import open_ledger
from ledger.proof.checkpoint import BadCheckpoint, notes_in
from ledger.proof.digests import digests
from ledger.proof.keys import KeyFile
from ledger.proof.serving import Lag
from ledger.proof.verify import Fault, Found, Verdict
from settings import Settings
from terminal.answers import DONE, NO, Trouble, both, complain, say, say_json

FAULTS = {
    Fault.CHANGED: Label("内容被改动", "was changed"),
    Fault.MISSING: Label("记录缺失或次序被改动", "is missing or out of its order"),
    Fault.CUT_OFF: Label("此处以后的记录被删去", "and all after it were cut off"),
    Fault.INSERTED: Label("是插入的记录", "was inserted"),
    Fault.ROLLED_BACK: Label(
        "此处以后的记录不见，数据库曾被回退", "and all after it are gone: the database was rolled back"
    ),
    Fault.REWOUND: Label("此处以后的检查点被删去", "and all after it lost their checkpoints"),
    Fault.FORGED: Label("此后的检查点并非已知密钥所签", "is followed by a checkpoint that no known key has signed"),
    Fault.PROOF_CHANGED: Label(
        "的证明数据被改动，台账本身完好", "has its proof changed, while the log itself is as it was signed"
    ),
    Fault.UNREADABLE: Label("起数据库文件损坏", "begins what the damaged database file no longer gives"),
}


def verify_log(settings: Settings, checkpoint_file: Path | None, *, as_json: bool) -> int:
    """Recompute everything; 0 when nothing was changed and the last checkpoint is recent enough."""
    keys = KeyFile(settings.checkpoint_key_path)
    elsewhere = _notes(checkpoint_file, keys, settings.checkpoint_witness)
    ledger = open_ledger(settings.ledger, guarded=False)
    try:
        verdict = _watched(ledger, keys, elsewhere)
        late = _late(ledger, settings)
    except BadCheckpoint as bad:
        raise Trouble(f"检查点文件不可用：{bad}", f"the checkpoint file is of no use: {bad}") from None
    finally:
        ledger.close()
    status = NO if verdict.found or late else DONE
    if as_json:
        say_json(_as_data(verdict, late))
    else:
        (complain if status else say)(_line(verdict, late))
    return status


def _notes(given: Path | None, keys: KeyFile, witness: str | None) -> list[str]:
    """The checkpoints kept elsewhere: those of the file that is given, and the last that was signed here."""
    last = keys.last_note()
    notes = [last] if last else []
    witnessed = Path(witness) if witness and "://" not in witness else None
    for file in (given, witnessed):
        if file is not None and (file is given or file.exists()):
            notes += _read(file)
    return notes


def _read(file: Path) -> list[str]:
    try:
        return notes_in(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, BadCheckpoint) as wrong:
        raise Trouble(
            f"无法读取检查点文件 {file}：{wrong}", f"cannot read the checkpoint file {file}: {wrong}"
        ) from None


def _watched(ledger: Ledger, keys: KeyFile, elsewhere: list[str]) -> Verdict:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("核验 / verifying", total=None)
        return ledger.proof.verification(keys).run(
            elsewhere, lambda done, whole: bar.update(task, completed=done, total=whole)
        )


def _late(ledger: Ledger, settings: Settings) -> Lag | None:
    """What has waited too long for a checkpoint, or for its witness."""
    try:
        lags = [ledger.proof.lag()]
        if settings.checkpoint_witness:
            lags.append(ledger.proof.witness_lag(settings.checkpoint_witness))
    except LedgerError:
        return None
    bound, now = timedelta(seconds=settings.checkpoint_lag), datetime.now(UTC)
    return next((lag for lag in lags if lag.exceeds(bound, now)), None)


def _line(verdict: Verdict, late: Lag | None) -> str:
    if verdict.found is not None:
        return _found_line(verdict.found)
    if late is not None:
        return (
            f"未见改动，但 {late.entries} 条记录自 {late.since} 起未有检查点或未送达见证方 / nothing was changed, but "
            f"{late.entries} entries wait since {late.since} for a checkpoint or its witness"
        )
    return (
        f"完好：{verdict.events} 个事件、{verdict.receipts} 张回执与 {verdict.checkpoints} 个检查点相符，"
        f"另有 {verdict.uncovered} 条待签 / intact: {verdict.events} events and {verdict.receipts} receipts agree with "
        f"{verdict.checkpoints} checkpoints, {verdict.uncovered} entries to be signed"
    )


def _found_line(found: Found) -> str:
    said, center = FAULTS[found.fault], found.center or "—"
    zh, en = f"第 {found.position} 号事件", f"position {found.position}"
    if found.receipt is not None:
        zh, en = f"第 {found.receipt} 号回执（{zh}处）", f"receipt {found.receipt} (at {en})"
    size = "" if found.size is None else f"；检查点 {found.size}"
    return f"核验未通过：{zh}{said.zh}（中心 {center}{size}）/ verification failed: {en} {said.en} (center {center})"


def _as_data(verdict: Verdict, late: Lag | None) -> dict[str, Any]:
    found = verdict.found
    return {
        "intact": found is None,
        "first_bad": None if found is None else found._asdict() | {"said": both(FAULTS[found.fault])},
        "late": None if late is None else late._asdict(),
        **{name: value for name, value in verdict._asdict().items() if name != "found"},
    }


def show_key(settings: Settings, *, rotate: bool, as_json: bool) -> int:
    """The verifier keys, the newest last; with ``rotate`` after a new one has taken the place of the signing key."""
    keys = KeyFile(settings.checkpoint_key_path)
    if rotate:
        keys.make(settings.checkpoint_name)
    known = [str(key) for key in keys.verifier_keys()]
    if not known:
        raise Trouble("尚无检查点密钥", "there is no checkpoint key yet", NO)
    if as_json:
        say_json([{"key": key, **digests(key.encode(), sm3=settings.sm3)} for key in known])
    else:
        for key in known:
            say(key)
    return DONE
