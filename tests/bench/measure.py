"""Two things measured in turn, so that a machine whose speed drifts misleads neither."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Finding:
    """One comparison: ours and its yardstick, in ``unit``; ``aim`` is the least ratio we want, where there is one."""

    what: str
    unit: str
    ours: float
    yardstick: float | None = None
    against: str = ""
    aim: float | None = None
    ratios: tuple[float, ...] = field(default=())

    @property
    def ratio(self) -> float | None:
        """Ours by the yardstick, pair by pair where pairs were run."""
        if self.ratios:
            return median(self.ratios)
        return self.ours / self.yardstick if self.yardstick else None


def rate(times: int, work: Callable[[], object]) -> float:
    """How often a second, when ``work`` does its thing ``times`` over."""
    start = time.perf_counter()
    work()
    return times / (time.perf_counter() - start)


def in_turn(
    what: str,
    unit: str,
    ours: Callable[[], float],
    yardstick: Callable[[], float],
    *,
    against: str,
    aim: float | None = None,
    rounds: int = 5,
) -> Finding:
    """Ours and the yardstick, A B A B, after one round that does not count."""
    ours(), yardstick()
    return rated_pairs(what, unit, [(ours(), yardstick()) for _ in range(rounds)], against=against, aim=aim)


def rated_pairs(
    what: str, unit: str, pairs: Sequence[tuple[float, float]], *, against: str, aim: float | None = None
) -> Finding:
    """Ours and the yardstick as they were measured, pair by pair."""
    return Finding(
        what,
        unit,
        median(pair[0] for pair in pairs),
        median(pair[1] for pair in pairs),
        against,
        aim,
        tuple(pair[0] / pair[1] for pair in pairs),
    )


def show(findings: Iterable[Finding]) -> None:
    """The findings as a table."""
    table = Table(title="Hengxu bench", title_justify="left")
    for column in ("what", "ours", "yardstick", "ratio (min–max)", "aim"):
        table.add_column(column, overflow="fold")
    for one in findings:
        spread = f" ({min(one.ratios):.2f}–{max(one.ratios):.2f})" if one.ratios else ""
        table.add_row(
            one.what,
            f"{one.ours:,.0f} {one.unit}",
            f"{one.yardstick:,.0f} · {one.against}" if one.yardstick else "",
            f"{one.ratio:.2f}{spread}" if one.ratio else "",
            f"{one.aim}" if one.aim else "",
        )
    Console(width=140).print(table)
