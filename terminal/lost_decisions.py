"""`hengxu recover --ahead` and `--send-again`: what Temporal knows and a restored ledger doesn't."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from temporalio.client import Client

from domain.decider import LABELS
from domain.kernel.base import Label
from ledger.application import Ledger
from recovery.ahead import Found, begin_anew_what_is_ahead
from recovery.lost_decisions import BadFile, LostDecision, SentAgain, read_lost, send_again
from recovery.recovering import OneMore, living_centers, start_workflows
from settings import Settings
from terminal import wording
from terminal.answers import DONE, NO, CommandError, print_error, print_json, print_line
from terminal.language import words
from terminal.layout import print_table

NAMED = 10
"""How many streams are named in one line."""


async def find_and_begin_anew(settings: Settings, ledger: Ledger, client: Client, file: Path) -> Found:
    """Write down what is lost, begin anew what is ahead, and start what doesn't run."""
    found = await begin_anew_what_is_ahead(client, settings, ledger, file)
    await start_workflows(client, settings, living_centers(ledger))
    return found


def show_found(found: Found, *, as_json: bool) -> int:
    """1 where decisions are lost: somebody has to see to them."""
    if as_json:
        print_json(data_of(found))
    else:
        say_found(found)
    return NO if found.lost else DONE


def data_of(found: Found) -> dict[str, Any]:
    """For a program; without what the senders have signed, which stands in the file."""
    lost = [decision.model_dump(mode="json", exclude={"envelope", "signal"}) for decision in found.lost]
    return {"begun_anew": found.begun_anew, "lost": lost, "file": str(found.file) if found.lost else None}


def say_found(found: Found) -> None:
    """Which workflows, and whom to tell of which decision."""
    if found.begun_anew:
        names = ", ".join(found.begun_anew[:NAMED]) + (" …" if len(found.begun_anew) > NAMED else "")
        print_line(words(wording.BEGUN_ANEW(count=len(found.begun_anew), names=names)))
    else:
        print_line(words(wording.NONE_AHEAD))
    if not found.lost:
        print_line(words(wording.NONE_LOST))
        return
    print_table(words(wording.LOST), wording.LOST_COLUMNS, map(_lost_row, found.lost))
    print_error(words(wording.LOST_WRITTEN(count=len(found.lost), file=found.file)))


def lost_decisions_in(file: Path) -> list[LostDecision]:
    """Those of a file. Raises ``CommandError``."""
    try:
        return read_lost(file)
    except BadFile as bad:
        raise CommandError(wording.NO_LOST_DECISIONS(file=file, line=bad)) from None


async def send(
    settings: Settings, ledger: Ledger, client: Client, decisions: Sequence[LostDecision], one_more: OneMore
) -> list[SentAgain]:
    """One after the other, ``one_more`` called for each."""
    sent: list[SentAgain] = []
    for decision in decisions:
        sent += await send_again(client, settings, ledger, [decision])
        one_more()
    return sent


def show_sent(sent: Sequence[SentAgain], *, as_json: bool) -> int:
    """1 unless every one is recorded, or was refused before."""
    outcomes = [_outcome(one) for one in sent]
    recorded = sum(one.receipt is not None and one.receipt.outcome == "recorded" for one in sent)
    left = sum(one.was_left_alone for one in sent)
    pending = sum(one.receipt is None for one in sent) - left
    if as_json:
        print_json([_sent_item(one) for one in sent])
    else:
        rows = (_sent_row(one, outcome) for one, outcome in zip(sent, outcomes, strict=True))
        print_table(words(wording.SENT), wording.SENT_COLUMNS, rows)
        counts = {"count": len(sent), "recorded": recorded, "refused": len(sent) - recorded - pending - left}
        print_line(words(wording.SENT_LOST(**counts, pending=pending, left=left)))
    return DONE if recorded + left == len(sent) else NO


def _outcome(one: SentAgain) -> str:
    if one.was_left_alone:
        return _refused_before(one.decision)
    if one.receipt is None:
        return words(wording.NO_ANSWER_YET)
    if one.receipt.refusal is not None:
        return f"{words(wording.REFUSED)}: {one.receipt.refusal.code}"
    return words(wording.WAS_ON_RECORD if one.was_there else wording.RECORDED)


def _sent_item(one: SentAgain) -> dict[str, Any]:
    receipt = one.receipt
    return {
        "command_id": one.decision.command_id,
        "outcome": receipt.outcome if receipt else "refused" if one.was_left_alone else "pending",
        "code": receipt.refusal.code if receipt and receipt.refusal else one.decision.refusal or None,
        "was_on_record": one.was_there,
    }


def _sent_row(one: SentAgain, outcome: str) -> tuple[str, ...]:
    decision = one.decision
    return (decision.stream, _named(decision), decision.actor_name, outcome, decision.command_id)


def _lost_row(decision: LostDecision) -> tuple[str, ...]:
    actor, sent_at = f"{decision.actor_name} ({decision.actor_id})", decision.sent_at.isoformat(timespec="seconds")
    name = _named(decision) if decision.refusal is None else f"{_named(decision)}: {_refused_before(decision)}"
    return (decision.stream, name, actor, decision.role, sent_at, decision.command_id)


def _refused_before(decision: LostDecision) -> str:
    return words(wording.WAS_REFUSED) + (f": {decision.refusal}" if decision.refusal else "")


def _named(decision: LostDecision) -> str:
    return words(LABELS.get(decision.type) or Label(decision.type, decision.type))
