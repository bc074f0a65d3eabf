"""`hengxu rehearse`: the future as a table that a person in charge can read."""

import asyncio
import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from domain.guideline.clauses import citation
from domain.guideline.phases import Phase
from domain.guideline.policy import Policy
from domain.guideline.vocabulary import ClockKind
from domain.powers.authority import Authority, authority_of, clocks_apply_to
from domain.wording.deadlines import over_at_the_latest
from domain.wording.fields import label_of
from embedded.temporal import NoTemporal
from importing.wrong_rows import WrongRows
from ledger.application import Ledger
from ledger.opening import open_ledger
from recovery.recovering import living_centers
from rehearsal.results import Future, RehearsalResult
from rehearsal.script import ScriptStep, read_script
from rehearsal.simulation import NoReceipt, RehearsalSpan, rehearse
from service_layer.queries import center_now
from settings import Settings
from terminal import wording
from terminal.answers import DONE, WRONG_USE, CommandError, print_error, print_json, print_line
from terminal.language import Language, wanted, words
from terminal.layout import print_table
from terminal.stopping import run_until_told_to_stop

SHOWN = {
    "ReminderSent": wording.REMINDERS,
    "DeadlineMissed": wording.MISSED,
    "EvaluationOpened": wording.EVALUATIONS_OPENED,
    "TermExpired": wording.TERMS_EXPIRED,
    "UnknownTermExpired": wording.UNKNOWN_TERMS_EXPIRED,
    "refused": wording.REFUSED,
    "not_played": wording.NOT_PLAYED,
}


def rehearse_future(settings: Settings, center: str | None, years: int, script: Path | None, *, as_json: bool) -> int:
    """Play, and show what came. The ledger is only read."""
    span = RehearsalSpan.of_years(years)
    if script is not None and center is None:
        raise CommandError(wording.SCRIPT_NEEDS_CENTER)
    try:
        steps = read_script(script, span.first, span.last) if script else []
    except WrongRows as wrong:
        return _refuse(script, wrong, as_json=as_json)
    ledger = open_ledger(settings.ledger)
    try:
        chosen = _centers(ledger, center, settings.policy)
        futures = _play(ledger, settings, chosen.rehearsed, span, steps)
    finally:
        ledger.close()
    _show(futures, as_json=as_json)
    if chosen.left_out and not as_json:
        print_line(words(wording.OTHERS_NOT_REHEARSED(centers=", ".join(chosen.left_out))))
    return DONE


def _refuse(script: Path | None, wrong: WrongRows, *, as_json: bool) -> int:
    print_error(words(wording.NOTHING_REHEARSED(file=script, count=len(wrong.rows))))
    if as_json:
        print_json({"errors": [{"place": row.place, **row.sentence._asdict()} for row in wrong.rows]})
    else:
        for row in wrong.rows:
            print_error(f"  {row.place}: {words(row.sentence)}")
    return WRONG_USE


class Chosen(NamedTuple):
    """The centers to rehearse, and those for which no clock of the guideline runs."""

    rehearsed: Sequence[str]
    left_out: Sequence[str]


def _centers(ledger: Ledger, center: str | None, policy: Policy) -> Chosen:
    living = [center_id for center_id, _ in living_centers(ledger)]
    if center is None:
        others = [one for one in living if _authority_elsewhere(ledger, one, policy)]
        return Chosen([one for one in living if one not in others], others)
    if ledger.version(center) == 0:
        raise CommandError(wording.CENTER_UNKNOWN(center=center))
    if center not in living:
        raise CommandError(wording.CENTER_ENDED(center=center))
    authority = _authority_elsewhere(ledger, center, policy)
    if authority is not None:
        raise CommandError(wording.CENTER_OF_ANOTHER_AUTHORITY(center=center, **authority.label._asdict()))
    return Chosen([center], [])


def _authority_elsewhere(ledger: Ledger, center_id: str, policy: Policy) -> Authority | None:
    """The authority of a center for which the guideline's clocks don't run; ``None`` where they do."""
    center = center_now(ledger, center_id)
    return authority_of(center) if center and not clocks_apply_to(center, policy) else None


def _play(
    ledger: Ledger, settings: Settings, centers: Sequence[str], span: RehearsalSpan, steps: Sequence[ScriptStep]
) -> list[Future]:
    logging.getLogger("temporalio").setLevel(logging.CRITICAL)
    try:
        return run_until_told_to_stop(rehearse(ledger, settings, centers, span, steps))
    except NoTemporal as why:
        raise CommandError(wording.TEMPORAL_NOT_STARTED(why=why)) from None
    except NoReceipt as step:
        raise CommandError(wording.STEP_UNANSWERED(step=step)) from None
    except asyncio.CancelledError:
        raise CommandError(wording.REHEARSAL_STOPPED) from None


def _show(futures: Sequence[Future], *, as_json: bool) -> None:
    if as_json:
        print_json({"centers": [future.model_dump(mode="json") for future in futures]})
        return
    for future in futures:
        phase = words(Phase(future.phase_before).label)
        title = f"{future.name_zh} {future.center_id} · {phase} · {future.first} – {future.last}"
        print_table(title, wording.REHEARSAL_COLUMNS, map(_row, future.happenings))
        for line in _remarks(future):
            print_line(line)


def _row(happening: RehearsalResult) -> tuple[str, ...]:
    note = words(happening.note) if happening.note.en else happening.note.zh
    return (str(happening.on), words(happening.what), words(citation(happening.clause)), words(happening.kind), note)


def _remarks(future: Future) -> Iterator[str]:
    counted = [f"{words(label)} {future.counts[name]}" for name, label in SHOWN.items() if name in future.counts]
    decided = sum(count for name, count in future.counts.items() if name not in SHOWN)
    if decided:
        counted.append(f"{words(wording.DECIDED)} {decided}")
    is_english = wanted() is Language.EN
    what = (", " if is_english else "，").join(counted) or words(wording.NOTHING_HAPPENS)
    yield f"{future.center_id}: {what}{'; ' if is_english else '；'}{words(Phase(future.phase_after).label)}"
    for over in future.certainly_over:
        since = words(over_at_the_latest(over.latest, assumed=over.assumed))
        yield f"  {words(ClockKind(over.kind).label)} {words(citation(over.clause))}: {since}"
    for label, names in ((wording.UNKNOWN, future.unknown), (wording.DISPUTED, future.disputed)):
        if names:
            yield f"  {words(label)}: {', '.join(words(label_of(None, name)) for name in names)}"
