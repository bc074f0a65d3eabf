"""A center as the public register shows it, to everybody who is signed in: what it is, and its official acts."""

from typing import Literal

from pydantic import BaseModel

from api.http.problems import center_unknown
from api.log.event_items import LabelBody
from domain.housekeeping.correction import as_read
from domain.imported.facts import ReportedEvent
from domain.kernel.records import Event
from domain.kernel.roles import Actor, Role
from domain.powers.authority import authority_of
from domain.values.partial_days import Precision, bounds_of, day_told, in_words, precision
from domain.visibility.relations import Relation
from domain.visibility.seen import Reader, records_seen
from ledger.application import Ledger
from ledger.read_model.center_item import CenterOutline, public_item
from service_layer.queries import center_now

ANYBODY = Reader(Actor(id="", name="", role=Role.APPLICANT), Relation.PUBLIC)
"""One who has no part in any center."""


class PublicAct(BaseModel):
    """An official act that counts, with its day as far as it is known and its number where it bears one. Of one that is
    ``undated`` nobody tells the day: ``on`` and ``precision`` are ``None``, and ``when`` says it in words.
    """

    type: str
    clause: str
    label: LabelBody
    on: str | None
    precision: Precision | None
    document_number: str | None
    when: LabelBody
    undated: bool
    not_before: str | None
    not_after: str | None


class PublicCenterPage(CenterOutline):
    """A center on the public register: its line there, whose it is, and its official acts, oldest first."""

    view: Literal["public"] = "public"
    phase_label: LabelBody
    of_the_bureau: bool
    authority: LabelBody
    acts: list[PublicAct]


def public_center_page(ledger: Ledger, center_id: str) -> PublicCenterPage:
    """The page of a center that is public. Raises ``Problem`` 404 without it."""
    center = center_now(ledger, center_id)
    if center is None:
        raise center_unknown()
    item, authority = public_item(center), authority_of(center)
    return PublicCenterPage.model_validate(
        {
            **item.model_dump(),
            "phase_label": center.phase.label._asdict(),
            "of_the_bureau": authority.is_the_bureau,
            "authority": authority.label._asdict(),
            "acts": public_acts(ledger, center_id),
        }
    )


def public_acts(ledger: Ledger, center_id: str) -> list[PublicAct]:
    """The official acts of a center that count, as they read with their corrections."""
    seen = records_seen(as_read(ledger.history(center_id)), center_now(ledger, center_id), ANYBODY)
    return [
        PublicAct(
            type=record.event.wire_name(),
            clause=record.event.clause,
            label=_label(record.event),
            on=str(on) if on is not None else None,
            precision=precision(on) if on is not None else None,
            document_number=_number(getattr(record.event, "document_number", None)),
            when=LabelBody(**in_words(record.happened)._asdict()),
            **bounds_of(record.happened),
        )
        for record, on in ((record, day_told(record.happened)) for record in seen)
    ]


def _label(event: Event) -> LabelBody:
    """What happened; of a reported fact, which."""
    label = event.kind.label if isinstance(event, ReportedEvent) else event.LABEL
    return LabelBody(zh=label.zh, en=label.en)


def _number(number: object) -> str | None:
    return getattr(number, "raw", None)
