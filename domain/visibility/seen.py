"""A history and its center as one reader sees them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from domain.center import Center, Review, SupervisionIssue
from domain.guideline.vocabulary import IssueKind, Stage
from domain.kernel.base import Model
from domain.kernel.messages import BUREAU_STREAMS
from domain.kernel.records import Event, Record, SeenRecord
from domain.kernel.roles import AN_EXPERT, Actor, Role
from domain.powers.authority import THE_BUREAU
from domain.processing import IN_DELIBERATION, Processing, ProcessingTime
from domain.values.comparing_form import same_name
from domain.values.identifiers import compact_code, same_code
from domain.values.organisations import PartyEvidence
from domain.visibility.relations import Relation, panels_of
from domain.visibility.table import VISIBILITY, About, From, Visibility

FOR_THE_BUREAU = Actor(id="bureau", name=THE_BUREAU.zh, role=Role.APPROVER)
"""In the place of the person who signed an official act, to whom is neither party nor supervisor."""


class Reader(NamedTuple):
    """Who reads a center, as what; a former party what was on record ``until`` a version."""

    actor: Actor
    relation: Relation
    until: int = 0


def records_seen(records: Sequence[Record[Event]], center: Center | None, reader: Reader) -> list[Record[Event]]:
    """Those of the records that the reader sees, without what is withheld from them. ``center`` is the whole center as
    it stands, which says what is closed and decided by now; ``records`` are its own, and at least those that one of
    them is about. Streams of the bureau have none.
    """
    if reader.relation is Relation.BUREAU:
        return list(records)
    by_version = {record.version: record for record in records}
    if reader.until and center is not None:
        center = _as_left(center, reader)
    seen = (_seen(record, center, reader, by_version) for record in records)
    return [record for record in seen if record is not None]


def _as_left(center: Center, reader: Reader) -> Center:
    """The center by whose closed stages and decisions a former party sees its record: as it left it. What was made
    public since is public to it too.
    """
    then = center.left_parties.get(compact_code(reader.actor.org or ""))
    return then.but(public_since=center.public_since) if then else center


def center_seen(center: Center, reader: Reader) -> Center:
    """The center without what is withheld from the reader, who is one of those concerned."""
    if reader.relation is Relation.BUREAU:
        return center
    own = panels_of(center, reader.actor)
    return center.but(
        reviews={stage: _review(center, stage, is_own=stage in own) for stage in center.reviews},
        withheld_reviews=frozenset(stage for stage in center.reviews if not _is_over(center, stage)),
        evaluation_proposed=None,
        corrections=(),
        undoings=(),
        supervision_issues=_issues(center, reader),
        processing=Processing(done=tuple(time for time in center.processing.done if is_told(time, center))),
    )


def is_told(time: ProcessingTime, center: Center) -> bool:
    """Whether those who are concerned know of the acts between which a step was taken."""
    stage = IN_DELIBERATION.get(time.step)
    return stage is None or _is_closed(center, stage, time.version)


def _issues(center: Center, reader: Reader) -> tuple[SupervisionIssue, ...]:
    """What becomes of each is between the supervisors and the bureau; the others are told of a problem on which an
    order has followed. What was found is on record.
    """
    if reader.relation is Relation.SUPERVISOR:
        return center.supervision_issues
    return tuple(item for item in center.supervision_issues if item.kind is IssueKind.PROBLEM and item.is_answered)


def _is_over(center: Center, stage: Stage) -> bool:
    return _is_closed(center, stage, center.panels_since.get(stage, 0))


def _review(center: Center, stage: Stage, *, is_own: bool) -> Review:
    """Members of the panel know each other; once the stage is closed all know them, and never who said what."""
    review = center.review(stage)
    if is_own or _is_over(center, stage):
        return replace(review, opinions=review.opinions if not is_own else 0, heard={}, stances={}, recused=frozenset())
    return Review(
        supplement_open=review.supplement_open,
        supplements=review.supplements,
        materials_complete=review.materials_complete,
        meeting_held=review.meeting_held,
    )


def _seen(
    record: Record[Event], center: Center | None, reader: Reader, by_version: Mapping[int, Record[Event]]
) -> Record[Event] | None:
    row = VISIBILITY[type(record.event)]
    if _is_own(record.actor, reader.actor):
        return record
    if center is None or reader.relation is Relation.NONE:
        is_for_all = center is None and row.public is not None and record.center_id in BUREAU_STREAMS
        return _without_person(record) if is_for_all else None
    if reader.until and record.version > reader.until:
        return _seen(record, center, reader._replace(relation=Relation.PUBLIC, until=0), by_version)
    relation = Relation.JOINT if reader.relation is Relation.FORMER else reader.relation
    if relation not in row.relations or relation is Relation.PUBLIC:
        return _public(record, row, center) if _about_seen(record, row, center, reader, by_version) else None
    is_member = row.by_members and _stage(record.event, row) in panels_of(center, reader.actor)
    if not (is_member or _has_come(record, row, center)) or not _about_seen(record, row, center, reader, by_version):
        return None
    return _without_doubts(record) if is_member else _redacted(record, row, center, reader)


def _is_own(author: Actor, reader: Actor) -> bool:
    return author.role is reader.role and same_name(author.id, reader.id)


def _stage(event: Event, row: Visibility) -> Stage | None:
    return row.stage or getattr(event, "stage", None)


def _is_closed(center: Center, stage: Stage | None, version: int) -> bool:
    return stage is not None and version < center.closed_reviews.get(stage, 0)


def _has_come(record: Record[Event], row: Visibility, center: Center) -> bool:
    stage = _stage(record.event, row)
    if row.since is From.CLOSED_UNLESS_GUIDANCE and stage is Stage.GUIDANCE:
        return True
    if row.since is From.DECIDED:
        return center.evaluation is not None and center.evaluation.version >= record.version
    return row.since is From.AT_ONCE or _is_closed(center, stage, record.version)


def _about_seen(
    record: Record[Event],
    row: Visibility,
    center: Center,
    reader: Reader,
    by_version: Mapping[int, Record[Event]],
) -> bool:
    """Whether the record that this one is about is shown, or nothing of it withheld; true of what is about none."""
    if row.about is About.ITSELF:
        return True
    others = [by_version[version] for version in _about(record.event) if version in by_version]
    seen = [(other, _seen(other, center, reader, by_version)) for other in others]
    if row.about is About.SHOWN:
        return any(one is not None for _, one in seen)
    corrected = getattr(record.event, "corrected", {})
    return any(one is not None and not one.withheld and _shows(one, other, corrected) for other, one in seen)


def _shows(seen: Record[Event], whole: Record[Event], fields: Iterable[str]) -> bool:
    """Whether the reader sees all of these fields."""
    return all(getattr(seen.event, name, None) == getattr(whole.event, name, None) for name in fields)


def _about(event: Event) -> Iterable[int]:
    """By version: the record that was corrected or served; what was undone, and what fell with it, which some see of
    whom the act itself is hidden.
    """
    for name in ("corrected_version", "act_version"):
        if (version := getattr(event, name, None)) is not None:
            return (version,)
    return (*getattr(event, "undone", ()), *getattr(event, "falls", ()))


def _public(record: Record[Event], row: Visibility, center: Center) -> Record[Event] | None:
    if row.public is None or not 0 < center.public_since <= record.version:
        return None
    hidden = tuple(name for name in type(record.event).model_fields if name not in row.public)
    return _without_person(_without(record, hidden))


def _without_person(record: Record[Event]) -> Record[Event]:
    """An official act, which is the bureau's, without who signed it and what lies beside it."""
    return record.model_copy(
        update={"actor": FOR_THE_BUREAU, "documents": (), "note": None, "confirmed": None, "on_behalf_of": None}
    )


def _redacted(record: Record[Event], row: Visibility, center: Center, reader: Reader) -> Record[Event]:
    is_open = bool(row.until_closed) and not _is_closed(center, _stage(record.event, row), record.version)
    shown = _without(record, (*row.withheld, *row.until_closed) if is_open else row.withheld)
    if is_open or not row.papers:
        shown = shown.model_copy(update={"documents": (), "note": None})
    if row.others_evidence and reader.relation in (Relation.JOINT, Relation.FORMER):
        shown = _with_own_evidence(shown, row.others_evidence, reader.actor)
    if not row.author:
        shown = shown.model_copy(update={"actor": AN_EXPERT, "note": None})
    return _without_doubts(shown)


def _without_doubts(record: Record[Event]) -> Record[Event]:
    """What was doubtful, and why it was confirmed, stays with the bureau and with whose act it is."""
    return record if record.confirmed is None else record.model_copy(update={"confirmed": None})


def _without(record: Record[Event], hidden: tuple[str, ...]) -> Record[Event]:
    hidden = tuple(name for name in hidden if name in type(record.event).model_fields)
    if not hidden:
        return record
    event = record.event.model_copy(update=dict.fromkeys(hidden))
    return SeenRecord.model_construct(**{**dict(record), "event": event, "left_out": (*record.withheld, *hidden)})


def _with_own_evidence(record: Record[Event], field: str, actor: Actor) -> Record[Event]:
    given: tuple[PartyEvidence, ...] = getattr(record.event, field)
    own = tuple(item for item in given if same_code(item.uscc, actor.org))
    event: Model = record.event.model_copy(update={field: own})
    return record.model_copy(update={"event": event})
