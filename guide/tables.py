"""Phases, decisions, clocks and house rules as Markdown tables, and the file that shows them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from domain.deadlines.clocks import CLOCKS
from domain.decider import DECISIONS, EFFECTS
from domain.decision import Decision
from domain.guideline.phases import LIVING, Phase
from domain.guideline.policy import POLICY_RULES, Policy
from domain.housekeeping.correctable import CORRECTABLE, DAY, Correctable, following_in
from domain.housekeeping.messages import Undo
from domain.housekeeping.undoing import UNDOINGS, Undoing
from domain.kernel.base import Label
from domain.kernel.records import Event
from domain.wording.fields import label_of

TABLES = "tables"


def markers(name: str) -> tuple[str, str]:
    """Between which a file shows what is generated under that name."""
    return f"<!-- {name} -->", f"<!-- /{name} -->"


class NoMarkers(Exception):
    """The text has no place for the tables."""


def markdown(policy: Policy | None = None) -> str:
    """All tables, each under its heading."""
    policy = policy or Policy()
    parts = (
        _section("阶段 Phases", ("阶段", "phase", "意义 stands for", "可作决定 decisions"), map(_phase, Phase)),
        _section(
            "决定 Decisions",
            (
                "条款 clause",
                "决定 decision",
                "命令 command",
                "角色 roles",
                "阶段 phases",
                "中心 centers",
                "事件 events",
            ),
            map(_decision, DECISIONS),
        ),
        _section(
            "时限 Clocks",
            ("条款 clause", "时限 clock", "代码 kind", "起算 starts", "到期 due", "届时记录 recorded"),
            (
                (
                    clock.kind.clause,
                    _both(clock.kind.label),
                    f"`{clock.kind}`",
                    _both(clock.starts(policy)),
                    _both(clock.due(policy)),
                    _names(clock.records),
                )
                for clock in CLOCKS
            ),
        ),
        _section(
            "失效 Undoing",
            ("方式 kind", "代码 code", "作出 by", "写明 names", "效力 effects"),
            map(_undoing, UNDOINGS.values()),
        ),
        _section(
            "规则参数 Numbers of the rules",
            ("条款 clause", "参数 number", "名称 name", "缺省 default"),
            (
                (rule.clause, _both(rule.label), f"`{rule.name}`", _value(getattr(policy, rule.name)))
                for rule in POLICY_RULES
            ),
        ),
        _section(
            "更正 Corrections",
            (
                "事件 event",
                "可更正 correctable",
                "须附文件 by a paper",
                "他人作出 act of another",
                "推算或编定 follows",
                "可行的办法 way that is open",
            ),
            map(_correctable, ((event, CORRECTABLE[event]) for event in EFFECTS)),
        ),
    )
    return "\n\n".join(parts)


def inserted(text: str, name: str = TABLES, make: Callable[[], str] = markdown) -> str:
    """The text with what is made between its markers. Raises ``NoMarkers``."""
    opening, closing = markers(name)
    before, begin, rest = text.partition(opening)
    _, end, after = rest.partition(closing)
    if not begin or not end:
        raise NoMarkers(opening)
    return f"{before}{opening}\n\n{make()}\n\n{closing}{after}"


def _section(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "\n".join((f"### {title}", "", *_table(columns, rows)))


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(columns)} |"
    yield "|---" * len(columns) + "|"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _phase(phase: Phase) -> tuple[str, ...]:
    decisions = [decision for decision in DECISIONS if phase in decision.phases and decision.clause != "record"]
    ends = "" if phase in LIVING else "终点 an end"
    return (phase.label.zh, f"`{phase}`", ends or phase.label.en, str(len(decisions)) if decisions else "–")


def _decision(decision: Decision) -> tuple[str, ...]:
    roles = "、".join(role.label.zh for role in decision.roles)
    on_behalf = "，可代录 on behalf" if decision.on_behalf else ""
    return (
        _clause(decision.clause),
        _both(decision.label),
        f"`{decision.type}`",
        f"{roles} {', '.join(f'`{role}`' for role in decision.roles)}{on_behalf}",
        _phases(decision.phases),
        "任何 any" if decision.of_any_authority else "本市 the bureau's",
        _names(decision.events),
    )


def _correctable(row: tuple[type[Event], Correctable]) -> tuple[str, ...]:
    event, can = row
    return (
        f"{_both(event.LABEL)} `{event.wire_name()}`",
        _codes((*can.fields, *((DAY,) if can.day else ()))),
        _codes(can.by_paper),
        _codes(can.acts),
        _codes(following_in(event, event.model_fields)),
        _both(can.way.label) if can.way else "",
    )


def _codes(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _phases(phases: Sequence[Phase]) -> str:
    if len(phases) == len(Phase):
        return "任何 any"
    return ", ".join(f"`{phase}`" for phase in phases) or "新中心 a new center"


def _undoing(row: Undoing) -> tuple[str, ...]:
    named = "、".join(f"{label_of(Undo, name).zh} `{name}`" for name in row.names)
    effects = "、".join(_both(effect.label) for effect in row.effects)
    return (_both(row.kind.label), f"`{row.kind}`", _both(row.by), named or "–", effects)


def _clause(clause: str) -> str:
    return {"record": "台账 record", "house": "本系统 house"}.get(clause, clause)


def _names(events: Sequence[Any]) -> str:
    return ", ".join(f"`{event.wire_name()}`" for event in events)


def _value(value: object) -> str:
    return "/".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _both(label: Label) -> str:
    return f"{label.zh} {label.en}"
