"""Whether an installation kept its promises: a table of checks, each of which finds what breaks one."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.chaos.answers import ACCEPTED, FINAL, RECORDED, UNAVAILABLE, Answer, Asked
from tests.chaos.stored import Rows, StoredEvent, StoredLog, StoredReceipt

LONGEST_WAIT = 25.0
"""Seconds within which any request is answered: 10 for a receipt, 5 for Temporal, 8 for the ledger, and a little."""
LONGEST_OUTAGE = 120.0
"""Seconds after a fault within which a decision is taken again, and all is ready."""
VERIFY, ROLLED_BACK = "audit verify", "rolled_back"
KNOWN = {0, 200, ACCEPTED, UNAVAILABLE, *FINAL}


class Outcome(NamedTuple):
    """What a command came to, and what it printed."""

    status: int
    output: str


class Restored(NamedTuple):
    """A fault that is over, how long it kept anything standing still, and the seconds until a decision sent after it
    was recorded; ``None`` where none was.
    """

    fault: str
    held: float
    seconds: float | None


@dataclass(frozen=True)
class Evidence:
    """Everything that is known after a round. ``lists`` are the read model's rows before and after they were made anew
    from the log; ``taken_away`` the ids of decisions whose commit a fault has taken out of the database, and
    ``is_rolled_back`` whether a signed checkpoint went with it; ``founded`` those that were on record before anybody
    asked for anything; ``unready`` what ``/readyz`` says at last; ``unforeseen`` what happened to processes beyond what
    the faults did.
    """

    asked: Sequence[Asked] = ()
    log: StoredLog = field(default_factory=StoredLog)
    lists: tuple[Rows, Rows] = ({}, {})
    commands: Mapping[str, Outcome] = field(default_factory=dict)
    restored: Sequence[Restored] = ()
    taken_away: frozenset[str] = frozenset()
    is_rolled_back: bool = False
    founded: frozenset[str] = frozenset()
    unready: str = ""
    unforeseen: Sequence[str] = ()

    @property
    def decisions(self) -> Iterator[Asked]:
        """What was asked for beside pages."""
        return (asked for asked in self.asked if asked.body is not None)

    def receipts(self) -> dict[str, StoredReceipt]:
        """By command id."""
        return {receipt.command_id: receipt for receipt in self.log.receipts}

    def events(self) -> dict[str, list[StoredEvent]]:
        """By command id, in their order."""
        found: dict[str, list[StoredEvent]] = defaultdict(list)
        for event in self.log.events:
            found[event.command_id].append(event)
        return found


Findings = Iterator[str]


class Check(NamedTuple):
    """What has to hold, and what finds where it doesn't."""

    name: str
    holds: str
    find: Callable[[Evidence], Findings]


def lost(evidence: Evidence) -> Findings:
    """Acknowledged, and not on record."""
    receipts = evidence.receipts()
    for asked in evidence.decisions:
        receipt = receipts.get(asked.key)
        if asked.receipt is None or (receipt is not None and asked.key in evidence.taken_away):
            continue
        if receipt is None or not receipt.is_recorded:
            yield f"{asked.key} was answered 201, the ledger has {receipt.body['outcome'] if receipt else 'no receipt'}"


def doubled(evidence: Evidence) -> Findings:
    """On record more than once."""
    numbers = Counter(receipt.command_id for receipt in evidence.log.receipts)
    yield from (f"{key} has {count} receipts" for key, count in numbers.items() if count > 1)
    receipts = evidence.receipts()
    for key, events in evidence.events().items():
        named = len(receipts[key].body["events"]) if key in receipts else len(events)
        if len(events) > named:
            yield f"{key} has {len(events)} events, and its receipt names {named}"


def answered_otherwise(evidence: Evidence) -> Findings:
    """The answer says something else than the record, or than another answer under the same key."""
    events = evidence.events()
    for asked in evidence.decisions:
        settled = {_said(answer) for answer in asked.answers if _has_receipt(answer)}
        if len(settled) > 1 and asked.key not in evidence.taken_away:
            yield f"{asked.key} was answered {sorted(settled)}"
        receipt = asked.receipt
        if receipt is None or asked.key in evidence.taken_away or asked.key not in events:
            continue
        answered = [(event["position"], event["version"]) for event in receipt["events"]]
        stored = [(event.position, event.version) for event in events[asked.key]]
        if answered != stored:
            yield f"{asked.key} was answered {answered}, the log has {stored}"


def refused_and_recorded(evidence: Evidence) -> Findings:
    """Refused by a rule, and recorded all the same."""
    receipts = evidence.receipts()
    for asked in evidence.decisions:
        is_refused = any(_has_receipt(answer) and answer.status != RECORDED for answer in asked.answers)
        if is_refused and asked.key in receipts and receipts[asked.key].is_recorded:
            yield f"{asked.key} was refused, and is recorded"


def not_ended(evidence: Evidence) -> Findings:
    """Accepted, and neither recorded nor refused in the end."""
    receipts = evidence.receipts()
    for asked in evidence.decisions:
        if asked.has_been_answered(ACCEPTED) and asked.key not in receipts and not _refused_and_lost(evidence, asked):
            yield f"{asked.key} was answered 202 and has no receipt"


def _refused_and_lost(evidence: Evidence, asked: Asked) -> bool:
    """Its refusal was the last commit, which is gone: it is not sent again, and its sender knows the answer."""
    return asked.key in evidence.taken_away and any(map(_has_receipt, asked.answers))


def not_settled(evidence: Evidence) -> Findings:
    """Asked for again and again, and never answered."""
    for asked in evidence.asked:
        if asked.final is None:
            last = f"{asked.answers[-1].status} {dict(asked.answers[-1].body)}" if asked.answers else "nothing"
            yield f"{asked.key} ({asked.path}) was asked {len(asked.answers)} times, at last: {last}"


def waited(evidence: Evidence) -> Findings:
    """A request that waited beyond its bound, and beyond what a fault kept its program from answering."""
    longest = LONGEST_WAIT + max((one.held for one in evidence.restored), default=0)
    for asked in evidence.asked:
        for answer in asked.answers:
            if answer.seconds > longest:
                yield f"{asked.key} ({asked.path}) waited {answer.seconds:.1f} s for {answer.status}"


def faulty_answers(evidence: Evidence) -> Findings:
    """Any 5xx but 503, and whatever no client can know what to do about."""
    for asked in evidence.asked:
        for answer in asked.answers:
            if answer.status not in KNOWN:
                yield f"{asked.key} ({asked.path}) was answered {answer.status} {dict(answer.body)}"
            elif answer.status == UNAVAILABLE and (answer.retry_after is None or "code" not in answer.body):
                yield f"{asked.key} ({asked.path}) was answered 503 without a code or Retry-After"


def events_without_receipt(evidence: Evidence) -> Findings:
    """Events and receipts don't belong together."""
    receipts, events = evidence.receipts(), evidence.events()
    yield from (f"the events of {key} have no receipt" for key in events if key not in receipts)
    for key, receipt in receipts.items():
        named = [(receipt.body["center_id"], event["version"]) for event in receipt.body["events"]]
        stored = [(event.stream, event.version) for event in events.get(key, ())]
        if named != stored:
            yield f"the receipt of {key} names {named}, the log has {stored}"


def not_asked_for(evidence: Evidence) -> Findings:
    """On record, and nobody asked for it: neither a person nor a clock."""
    known = {asked.key for asked in evidence.asked} | evidence.founded
    for receipt in evidence.log.receipts:
        actor = receipt.body["actor"]
        if receipt.command_id not in known and actor is not None and actor["role"] != "system":
            yield f"nobody asked for {receipt.command_id}"


def gaps(evidence: Evidence) -> Findings:
    """Positions, numbers of receipts and versions of a stream count from one on, with nothing between left out."""
    for what, found in (
        ("positions", [event.position for event in evidence.log.events]),
        ("numbers of receipts", [receipt.number for receipt in evidence.log.receipts]),
    ):
        if found != list(range(1, len(found) + 1)):
            yield f"{what} have gaps: {_first_gap(found)}"
    versions: dict[str, list[int]] = defaultdict(list)
    for event in evidence.log.events:
        versions[event.stream].append(event.version)
    for stream, found in versions.items():
        if found != list(range(1, len(found) + 1)):
            yield f"versions of {stream} have gaps: {_first_gap(found)}"


def other_lists(evidence: Evidence) -> Findings:
    """A list shows something else than follows from the log."""
    before, after = evidence.lists
    for table in sorted(before.keys() | after.keys()):
        showed, follows = set(before.get(table, ())), set(after.get(table, ()))
        if showed != follows:
            yield f"{table}: {sorted(showed - follows)[:2]} became {sorted(follows - showed)[:2]}"


def commands_that_failed(evidence: Evidence) -> Findings:
    """``hengxu audit verify``, ``reconcile`` or ``rebuild`` didn't end with 0."""
    for command, outcome in evidence.commands.items():
        if outcome.status and not (evidence.is_rolled_back and command == VERIFY):
            yield f"hengxu {command} ended with {outcome.status}: {outcome.output[-600:]}"


def not_serving(evidence: Evidence) -> Findings:
    """No decision was taken in time after a fault, or something is not ready in the end."""
    for one in evidence.restored:
        if one.seconds is None or one.seconds > LONGEST_OUTAGE:
            yield f"after {one.fault} no decision was recorded within {LONGEST_OUTAGE:g} s"
    if evidence.unready and not evidence.is_rolled_back:
        yield f"not ready in the end: {evidence.unready}"


def rollback_not_told(evidence: Evidence) -> Findings:
    """The database is shorter than a checkpoint that was signed, and somebody calls that well."""
    if not evidence.is_rolled_back:
        return
    if ROLLED_BACK not in evidence.unready:
        yield f"/readyz tells nothing of a rolled-back database: {evidence.unready or 'ready'}"
    if evidence.commands[VERIFY].status != 1:
        yield f"audit verify of a rolled-back database ended with {evidence.commands[VERIFY].status}"


def ended_by_itself(evidence: Evidence) -> Findings:
    """A program ended that nobody had ended, or outlived the one that started it."""
    yield from evidence.unforeseen


CHECKS = (
    Check("lost", "every 201 is in the ledger", lost),
    Check("doubled", "nothing is in the ledger twice", doubled),
    Check("answers", "every answer under one key says what is on record", answered_otherwise),
    Check("refused", "what a rule refused is not recorded", refused_and_recorded),
    Check("ended", "every 202 has its receipt in the end", not_ended),
    Check("settled", "whoever asks again is answered in the end", not_settled),
    Check("waiting", "no request waits for longer than its bound", waited),
    Check("faults", "no answer is 500, and each 503 says why and when to ask again", faulty_answers),
    Check("receipts", "no event without a receipt, and no receipt without its events", events_without_receipt),
    Check("asked", "nothing is on record that nobody asked for", not_asked_for),
    Check("whole", "positions, receipts and versions are whole", gaps),
    Check("lists", "the read model is what follows from the log", other_lists),
    Check("commands", "audit verify, reconcile and rebuild end with 0", commands_that_failed),
    Check("serving", "decisions are taken again soon after a fault, and all is ready", not_serving),
    Check("rollback", "a ledger shorter than a signed checkpoint is told", rollback_not_told),
    Check("programs", "no program ends by itself, or outlives its parent", ended_by_itself),
)


def examine(evidence: Evidence) -> dict[str, list[str]]:
    """What was found, by the name of the check; nothing where all is well."""
    found = {check.name: list(check.find(evidence)) for check in CHECKS}
    return {name: findings for name, findings in found.items() if findings}


def _has_receipt(answer: Answer) -> bool:
    """Whether it is what a receipt says, of a decision or of its refusal by a rule."""
    by_rule = answer.status in {409, 422} and "/receipts/" in answer.body.get("instance", "")
    return by_rule or answer.status == RECORDED


def _said(answer: Answer) -> str:
    if answer.status == RECORDED:
        return f"recorded as {answer.body['version']} of {answer.body['center_id']}"
    return f"refused: {answer.body.get('code')}"


def _first_gap(found: Sequence[int]) -> str:
    place = next((place for place, number in enumerate(found) if number != place + 1), len(found))
    return f"{found[place - 1] if place else 0} is followed by {found[place]}" if place < len(found) else "none"
