"""What an operator reads of a waiting center in the Temporal UI: Markdown in both languages, without personal data.

No name of a person, no document and no text that somebody typed stands here, but the center's own name.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from domain.center import Center
from domain.deadlines.deadline import Deadline
from domain.guideline.clauses import citation
from domain.guideline.vocabulary import ClockStatus
from domain.imported.unknowns import disputed, unknown
from domain.kernel.base import Label
from domain.kernel.refusals import Refusal
from domain.powers.authority import authority_of
from domain.values.partial_days import in_words
from domain.wording.deadlines import duty_name, over_at_the_latest
from domain.wording.refusals import title_of
from domain.work_items import WorkItem, WorkItems


def describe(center: Center, dues: Sequence[Deadline], items: WorkItems) -> str:
    """An operator's page: phase, what it waits for and from whom, what its next step lacks, clocks, what is unknown."""
    parts = [
        f"**{center.name_zh}** (`{center.center_id}`, v{center.version})",
        f"**阶段 Phase**: {both(center.phase.label)}",
        _authority(center),
        _backfill(center),
        _list("等待 Waits for", _counted(_item(item) for item in items.open)),
        _list("下一步尚缺条件 Next step, not open yet", _next_step(items.next_step) if items.next_step else []),
        _list("时限 Clocks", [_clock(due) for due in dues if due.status is not ClockStatus.MET]),
        _list("未知 Unknown", list(unknown(center))),
        _list("有争议 Disputed", list(disputed(center))),
    ]
    return "\n\n".join(part for part in parts if part)


def _authority(center: Center) -> str:
    authority = authority_of(center)
    if authority.is_the_bureau:
        return ""
    return f"**主管机关 Authority**: {both(authority.label)}，本市不作决定 nothing is decided about it here"


def _backfill(center: Center) -> str:
    backfill = center.open_backfill
    if backfill is None:
        return ""
    begun_on = in_words(backfill.begun_on).zh
    return f"**补录中 Backfill open**: 自{begun_on}起，时限暂停记录 since then, the clocks are silent"


def both(label: Label) -> str:
    """A term in both languages, for a line that everybody reads."""
    return f"{label.zh} {label.en}"


def _item(item: WorkItem) -> str:
    asked_after = "未登记 not on record" if item.not_on_record else ""
    parts = (
        both(item.decision.label),
        both(item.role.label),
        both(citation(item.clause)),
        asked_after,
        _by(item),
        _duties(item),
    )
    return " · ".join(part for part in parts if part)


def _duties(item: WorkItem) -> str:
    """What is overdue, by kind and year: of a matter no title, which somebody typed."""
    names = [duty_name(duty.key) for duty in item.duties]
    zh, en = "、".join(name.zh for name in names), ", ".join(name.en for name in names)
    return both(Label(f"{len(names)} 项逾期：{zh}", f"{len(names)} overdue: {en}")) if names else ""


def _by(item: WorkItem) -> str:
    if item.latest is not None:
        return both(over_at_the_latest(item.latest, assumed=item.assumed))
    if item.due_on is None:
        return ""
    from_a_day_before = item.opens_on is not None and item.opens_on <= item.due_on
    begins = f"，自{in_words(item.opens_on).zh}起 from then on" if item.opens_on and from_a_day_before else ""
    late = "，已逾期 overdue" if item.overdue else ""
    return f"{in_words(item.due_on).zh}{_provisional(moves=item.provisional)}{late or begins}"


def _next_step(item: WorkItem) -> list[str]:
    return [_item(item), *(_condition(refusal) for refusal in item.unmet)]


def _condition(refusal: Refusal) -> str:
    return f"缺 Lacks: {both(title_of(refusal.code))} · {both(citation(refusal.clause))}"


def _clock(due: Deadline) -> str:
    moves = due.provisional and due.status is not ClockStatus.CERTAINLY_OVER
    parts = f"{both(due.kind.label)}: {_day(due)}{_provisional(moves=moves)}", both(due.status.label)
    return " · ".join((*parts, both(citation(due.clause))))


def _day(due: Deadline) -> str:
    if due.due_on is not None:
        return in_words(due.due_on).zh
    if due.status is ClockStatus.CERTAINLY_OVER and due.latest is not None:
        return both(over_at_the_latest(due.latest, assumed=due.assumed))
    return f"{due.earliest or '?'} – {due.latest or '?'}{_assumed(assumed=due.assumed)}"


def _assumed(*, assumed: bool) -> str:
    return " （推定 assumed）" if assumed else ""


def _provisional(*, moves: bool) -> str:
    return " （暂定 provisional）" if moves else ""


def _counted(lines: Iterable[str]) -> list[str]:
    """Each line once; several members of a panel wait for the same thing."""
    return [f"{line} ×{count}" if count > 1 else line for line, count in Counter(lines).items()]


def _list(title: str, lines: Sequence[str]) -> str:
    return f"**{title}**\n" + "\n".join(f"- {line}" for line in lines) if lines else ""
