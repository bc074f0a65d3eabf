"""Entering the past: while a center's history is entered late no clock says anything of it, and no old day is asked
about. What was never reported from before the day from which it is followed is not on record, neither done nor missed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Literal

from domain.center import Backfill, Center
from domain.context import Context, content
from domain.deadlines.clock import Wait
from domain.deadlines.deadline import Deadline
from domain.decision import Effects, decides
from domain.guideline.phases import LIVING
from domain.kernel.base import Label, Model
from domain.kernel.messages import Command, Day, Text
from domain.kernel.records import Event, Record
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from domain.order_of_days import RestsOn, check_has_come
from domain.values.partial_days import day_in_shanghai, earliest


class BackfillReason(Model):
    """Which history is entered late, and why."""

    reason: Text


class BeginBackfill(BackfillReason, Command):
    """Enter a center's history late; its clocks are silent until that is finished."""

    type: Literal["begin_backfill"] = "begin_backfill"


class BackfillBegun(BackfillReason, Event):
    """A center's history is being entered late, and should be by the end of ``finish_by`` (Asia/Shanghai)."""

    TOPIC = "backfill_begun:1"
    CLAUSE = "record"
    LABEL = Label("开始补录", "Backfill begun")

    finish_by: Day


class FollowedFrom(Model):
    """The day from which the center is followed; what was due before it and is not on record is not missed."""

    followed_from: Day


class FinishBackfill(FollowedFrom, Command):
    """The history is entered; from the given day on the center is followed."""

    type: Literal["finish_backfill"] = "finish_backfill"


class BackfillFinished(FollowedFrom, Event):
    """The history has been entered, and the clocks run again."""

    TOPIC = "backfill_finished:1"
    CLAUSE = "record"
    LABEL = Label("完成补录", "Backfill finished")


def needs_no_open_backfill(center: Center, _context: Context) -> None:
    """A history that is being entered late isn't begun again."""
    if center.is_backfilled:
        raise Refusal("backfill_open_already", "record")


def needs_open_backfill(center: Center, _context: Context) -> None:
    """What is finished was begun."""
    if not center.is_backfilled:
        raise Refusal("no_backfill_open", "record")


@decides(
    BeginBackfill,
    clause="record",
    roles=(Role.OFFICER,),
    phases=LIVING,
    needs=(needs_no_open_backfill,),
    events=(BackfillBegun,),
    label=Label("开始补录", "Begin backfill"),
)
def begin_backfill(command: BeginBackfill, _center: Center, context: Context) -> list[Event]:
    """The clocks are silent from the recording on."""
    finish_by = context.today + timedelta(days=context.policy.backfill_days)
    return [BackfillBegun(**content(command), finish_by=finish_by)]


@decides(
    FinishBackfill,
    clause="record",
    roles=(Role.OFFICER,),
    phases=LIVING,
    needs=(needs_open_backfill,),
    of_any_authority=True,
    rests_on=(RestsOn(BackfillBegun),),
    events=(BackfillFinished,),
    label=Label("完成补录", "Finish backfill"),
)
def finish_backfill(command: FinishBackfill, _center: Center, context: Context) -> list[Event]:
    """A center is followed from a day that has come."""
    check_has_come(command.followed_from, context.today, field="followed_from")
    return [BackfillFinished(**content(command))]


def backfill_begun(center: Center, record: Record[BackfillBegun]) -> Center:
    """The clocks are silent; what an earlier backfill settled stays so."""
    begun_on = day_in_shanghai(record.recorded_at)
    known = center.backfill or Backfill(begun_on, record.event.finish_by)
    return center.but(backfill=replace(known, begun_on=begun_on, finish_by=record.event.finish_by, is_open=True))


def backfill_finished(center: Center, record: Record[BackfillFinished]) -> Center:
    """The clocks run again. Of a center that lived before this record, what was due since its approval is known to have
    been due.
    """
    finished_on, followed_from = day_in_shanghai(record.recorded_at), record.event.followed_from
    known = center.backfill or Backfill(finished_on, finished_on)
    backfill = replace(known, is_open=False, finished_on=finished_on, followed_from=followed_from)
    if center.followed_from is None or center.approved_on is None:
        return center.but(backfill=backfill)
    return center.but(backfill=backfill, followed_from=min(center.followed_from, earliest(center.approved_on)))


def waits_for_the_end_of_a_backfill(center: Center, _dues: Sequence[Deadline]) -> Iterator[Wait]:
    """House rule: a backfill that stays open too long is the officer's work."""
    backfill = center.open_backfill
    if backfill is not None:
        opens_on = backfill.finish_by + timedelta(days=1)
        yield Wait(due_on=backfill.finish_by, opens_on=opens_on, since=backfill.begun_on)


DECISIONS = (begin_backfill, finish_backfill)
EFFECTS: Effects = {BackfillBegun: backfill_begun, BackfillFinished: backfill_finished}
