"""What all rounds came to, as a table and as JSON."""

from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import median
from typing import Any

from tests.chaos.answers import ACCEPTED, RECORDED, UNAVAILABLE, Answer
from tests.chaos.rounds import Life

Summary = dict[str, Any]


def summary(lives: Sequence[Life]) -> Summary:
    """Counts, and seconds until serving again by the kind of fault."""
    rounds = [one for life in lives for one in life.rounds]
    asked = [one for life in lives for one in life.asked if one.body is not None]
    answers = [answer for life in lives for one in life.asked for answer in one.answers]
    statuses = Counter(answer.status for answer in answers)
    return {
        "rounds": len(rounds),
        "failed": [
            {"installation": life.installation, "seed": life.seed, "round": one.number, "findings": one.findings}
            for life in lives
            for one in life.rounds
            if one.findings
        ],
        "faults": _by_fault(lives),
        "asked": len(asked),
        "acknowledged": sum(one.receipt is not None for one in asked),
        "refused": sum(one.final is not None and one.receipt is None for one in asked),
        "accepted_first": sum(one.has_been_answered(ACCEPTED) for one in asked),
        "sent_again": sum(max(len(one.answers) - 1, 0) for one in asked),
        "lost": sum(len(one.findings.get("lost", ())) for one in rounds),
        "doubled": sum(len(one.findings.get("doubled", ())) for one in rounds),
        "answers": {str(status): count for status, count in sorted(statuses.items())},
        "answered_5xx_but_503": sum(
            count for status, count in statuses.items() if status >= 500 and status != UNAVAILABLE
        ),
        "longest_answer_seconds": _longest(answers),
        "longest_until_recorded_seconds": _longest(one for one in answers if one.status == RECORDED),
    }


def _longest(answers: Iterable[Answer]) -> float:
    return round(max((answer.seconds for answer in answers), default=0), 1)


def _by_fault(lives: Sequence[Life]) -> dict[str, dict[str, Any]]:
    kinds: dict[str, list[float | None]] = {}
    for life in lives:
        for one in (restored for each in life.rounds for restored in each.restored):
            kinds.setdefault(f"{one.fault}@{life.installation}", []).append(one.seconds)
    return {kind: _times(seconds) for kind, seconds in sorted(kinds.items())}


def _times(seconds: Sequence[float | None]) -> dict[str, Any]:
    known = [one for one in seconds if one is not None]
    worst = None if len(known) < len(seconds) else round(max(known), 1)
    return {"count": len(seconds), "median": round(median(known), 1) if known else None, "worst": worst}


def table(found: Summary) -> str:
    """For people, in Markdown."""
    counts = [name for name, value in found.items() if isinstance(value, int | float)]
    lines = ["| what | how many |", "|---|---|", *(f"| {name.replace('_', ' ')} | {found[name]} |" for name in counts)]
    answers = ", ".join(f"{status} × {count}" for status, count in found["answers"].items())
    lines += [f"| answers (0: none) | {answers} |", f"| failed rounds | {len(found['failed'])} |", ""]
    lines += ["| fault | times | serving again, median s | worst s |", "|---|---|---|---|"]
    lines += [
        f"| {kind.replace('@', ' on ')} | {one['count']} | {_or_never(one['median'])} | {_or_never(one['worst'])} |"
        for kind, one in found["faults"].items()
    ]
    return "\n".join(lines)


def _or_never(seconds: float | None) -> str:
    return "never" if seconds is None else f"{seconds:.1f}"
