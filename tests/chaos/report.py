"""What all rounds came to, as a table and as JSON."""

from collections import Counter
from collections.abc import Iterable, Sequence
from math import inf
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
    """How often each kind came; and the seconds until serving again where it came alone, since another within it costs
    time of its own.
    """
    counts: Counter[str] = Counter()
    alone: dict[str, list[float]] = {}
    for name, together in ((life.installation, each.restored) for life in lives for each in life.rounds):
        for one in together:
            kind = f"{one.fault}@{name}"
            counts[kind] += 1
            if len(together) == 1:
                alone.setdefault(kind, []).append(inf if one.seconds is None else one.seconds)
    return {kind: {"count": counts[kind], **_times(alone.get(kind, ()))} for kind in sorted(counts)}


def _times(seconds: Sequence[float]) -> dict[str, Any]:
    """``never`` is how often no decision was recorded in time, which is in neither figure."""
    known = [one for one in seconds if one < inf]
    figures = {"median": round(median(known), 1), "worst": round(max(known), 1)} if known else {}
    return {"alone": len(seconds), "never": len(seconds) - len(known), **figures}


def table(found: Summary) -> str:
    """For people, in Markdown."""
    counts = [name for name, value in found.items() if isinstance(value, int | float)]
    lines = ["| what | how many |", "|---|---|", *(f"| {name.replace('_', ' ')} | {found[name]} |" for name in counts)]
    answers = ", ".join(f"{status} × {count}" for status, count in found["answers"].items())
    lines += [f"| answers (0: none) | {answers} |", f"| failed rounds | {len(found['failed'])} |", ""]
    lines += ["| fault | times | alone | serving again, median s | worst s |", "|---|---|---|---|---|"]
    for kind, one in found["faults"].items():
        times = f"{_shown(one, 'median')} | {_shown(one, 'worst')}"
        lines.append(f"| {kind.replace('@', ' on ')} | {one['count']} | {one['alone']} | {times} |")
    return "\n".join(lines)


def _shown(times: dict[str, Any], figure: str) -> str:
    never = f", never × {times['never']}" if times["never"] else ""
    return f"{times[figure]:.1f}{never}" if figure in times else f"–{never}"
