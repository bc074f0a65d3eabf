"""`hengxu rehearse`: the future as a table that a person in charge can read."""

import asyncio
import logging
from collections.abc import Iterator, Sequence
from pathlib import Path

from domain.guideline.phases import Phase
from domain.kernel.base import Label
from embedded.temporal import NoTemporal
from importing.wrong_rows import WrongRows
from ledger.application import Ledger
from ledger.opening import open_ledger
from recovery.recovering import living_centers
from rehearsal.results import Future, RehearsalResult
from rehearsal.script import Step, read_script
from rehearsal.simulation import NoAnswer, Span, rehearse
from settings import Settings
from terminal.answers import DONE, WRONG_USE, CommandError, both, print_error, print_json, print_line, screen, table
from terminal.stopping import run_until_told_to_stop

COLUMNS = ("日期 date", "事项 what", "条款 clause", "类别 kind", "说明 note")
SHOWN = {
    "ReminderSent": Label("提醒到期", "reminders due"),
    "DeadlineMissed": Label("逾期", "missed"),
    "EvaluationOpened": Label("启动评估", "evaluations opened"),
    "TermExpired": Label("期满", "terms expired"),
    "refused": Label("不予办理", "refused"),
    "not_played": Label("未执行", "not played"),
}


def rehearse_future(settings: Settings, center: str | None, years: int, script: Path | None, *, as_json: bool) -> int:
    """Play, and show what came. The ledger is only read."""
    span = Span.of_years(years)
    if script is not None and center is None:
        raise CommandError("使用 --script 时须写明中心", "name the center that --script is for")
    try:
        steps = read_script(script, span.first, span.last) if script else []
    except WrongRows as wrong:
        return _refuse(script, wrong, as_json=as_json)
    ledger = open_ledger(settings.ledger)
    try:
        futures = _play(ledger, settings, _centers(ledger, center), span, steps)
    finally:
        ledger.close()
    _show(futures, as_json=as_json)
    return DONE


def _refuse(script: Path | None, wrong: WrongRows, *, as_json: bool) -> int:
    print_error(f"{script} 有 {len(wrong.rows)} 处错误，未预演 / has {len(wrong.rows)} faults, nothing was played")
    if as_json:
        print_json({"errors": [{"place": row.place, **row.sentence._asdict()} for row in wrong.rows]})
    else:
        for row in wrong.rows:
            print_error(f"  {row}")
    return WRONG_USE


def _centers(ledger: Ledger, center: str | None) -> list[str]:
    living = [center_id for center_id, _ in living_centers(ledger)]
    if center is None:
        return living
    if ledger.version(center) == 0:
        raise CommandError(f"台账中没有中心 {center}", f"the ledger has no center {center}")
    if center not in living:
        raise CommandError(f"中心 {center} 已结束，没有未来可预演", f"the center {center} has ended: it has no future")
    return [center]


def _play(
    ledger: Ledger, settings: Settings, centers: Sequence[str], span: Span, steps: Sequence[Step]
) -> list[Future]:
    logging.getLogger("temporalio").setLevel(logging.CRITICAL)
    try:
        return run_until_told_to_stop(rehearse(ledger, settings, centers, span, steps))
    except NoTemporal as why:
        raise CommandError(f"Temporal 未能启动：{why}", f"Temporal did not come up: {why}") from None
    except NoAnswer as step:
        raise CommandError(f"{step} 没有得到答复", f"{step} got no answer") from None
    except asyncio.CancelledError:
        raise CommandError("预演已中止", "the rehearsal was stopped") from None


def _show(futures: Sequence[Future], *, as_json: bool) -> None:
    if as_json:
        print_json({"centers": [future.model_dump(mode="json") for future in futures]})
        return
    for future in futures:
        phase = both(Phase(future.phase_before).label)
        title = f"{future.name_zh} {future.center_id} · {phase} · {future.first} – {future.last}"
        screen().print(table(title, COLUMNS, map(_row, future.happenings)))
        for line in _remarks(future):
            print_line(line)


def _row(happening: RehearsalResult) -> tuple[str, ...]:
    note = both(happening.note) if happening.note.en else happening.note.zh
    return (str(happening.on), both(happening.what), happening.clause, both(happening.kind), note)


def _remarks(future: Future) -> Iterator[str]:
    counted = [f"{label.zh} {label.en} {future.counts[name]}" for name, label in SHOWN.items() if name in future.counts]
    decided = sum(count for name, count in future.counts.items() if name not in SHOWN)
    if decided:
        counted.append(f"已决定 decided {decided}")
    yield f"{future.center_id}: {'，'.join(counted) or '无事 nothing'}；{both(Phase(future.phase_after).label)}"
    if future.unknown:
        yield f"  未知 unknown: {', '.join(future.unknown)}"
    if future.disputed:
        yield f"  有争议 disputed: {', '.join(future.disputed)}"
