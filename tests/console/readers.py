"""Some centers, and people of every relation to them; what each of these may not learn stands here as markers."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

from pydantic import SecretStr

from clock import today_in_shanghai, utc_now
from domain.guideline.phases import Phase
from domain.imported.facts import ImportCenter
from domain.kernel.messages import DEPUTIES
from domain.kernel.roles import Actor, Role
from embedded.ports import free_port
from ledger.application import Ledger
from ledger.opening import open_ledger
from ledger.proof.keys import KeyFile
from service_layer.envelope import Envelope, Signer
from service_layer.recording import DecisionRecorder, Delivery
from settings import Settings
from temporal_client.client import DECIDE, SIGNAL_OF
from tests.lives import (
    BY_SUPERIOR,
    EVIDENCE,
    JOINT_PARTY,
    LEAD,
    PARTNER,
    SUCCESSOR,
    SUPERIOR,
    Body,
    Step,
    command_of,
    commands,
    confirming,
    document,
    path_to,
    placed,
    taken_by,
)
from tests.temporal import KEY
from tests.writing import import_entry, make_ledger

OTHER: Body = {
    "name": "上海另一检测院",
    "uscc": "91310000700001012R",
    "kind": "metrology_institution",
    "district": "xuhui",
}
LEFT: Body = {
    "name": "上海已并检测院",
    "uscc": "913100007000020235",
    "kind": "metrology_institution",
    "district": "xuhui",
}
STRANGER = "12310000700003034M"

IN_REVIEW, IN_ACCEPTANCE, ESTABLISHED = "c-in-review", "c-in-acceptance", "c-established"
REVOKED, TAKEN_OVER, IMPORTED, HIDDEN = "c-revoked", "c-taken-over", "c-imported", "c-hidden"
NAMES = {
    IN_REVIEW: "上海市评审中产业计量测试中心",
    IN_ACCEPTANCE: "上海市验收中产业计量测试中心",
    ESTABLISHED: "上海市已成立产业计量测试中心",
    REVOKED: "上海市已撤销产业计量测试中心",
    TAKEN_OVER: "上海市已承继产业计量测试中心",
    IMPORTED: "上海市见于报道产业计量测试中心",
    HIDDEN: "上海市未公开产业计量测试中心",
}
OFFICERS_DOUBT, CORRECTION, EVALUATION, DEPUTY = "密确认理由", "密更正缘由", "密评估意见", "密代理人"
"""What stays with the bureau."""
PROPOSAL = "密整改建议"
"""What stays between a center's supervisors and the bureau."""


def panel(center: str) -> list[Body]:
    """The panel in office of a center in review."""
    people = (("甲", "同济大学"), ("乙", "上海交通大学"), ("丙", "中国计量科学研究院"))
    return [
        {"id": f"panel-{center}-{place}", "name": f"密专家{name}{center}", "organisation": of}
        for place, (name, of) in enumerate(people, start=1)
    ]


def opinion(expert: str) -> str:
    """What an expert of these panels says."""
    return f"密意见 {expert}"


def secrets_of(center: str) -> frozenset[str]:
    """Who is on the panel of a center in review, and what they said."""
    members = panel(center)
    return frozenset(text for one in members for text in (one["id"], one["name"], opinion(one["id"])))


REVIEWS = secrets_of(IN_REVIEW) | secrets_of(IN_ACCEPTANCE)
BUREAUS = frozenset({OFFICERS_DOUBT, CORRECTION, EVALUATION, DEPUTY})
LEADS_EVIDENCE = "密佐证"
"""What a joint party doesn't read of the lead."""
NOT_PUBLIC = frozenset({HIDDEN, NAMES[HIDDEN], IN_REVIEW, NAMES[IN_REVIEW]})
"""Centers that are not approved to construct."""
EVERYTHING = REVIEWS | BUREAUS | {PROPOSAL} | frozenset(NAMES) | frozenset(NAMES.values())
MEMBER = panel(IN_REVIEW)[0]["id"]
OF_OTHERS = secrets_of(IN_REVIEW) - {text for one in panel(IN_REVIEW) for text in (one["id"], one["name"])}


@dataclass(frozen=True)
class ReaderCase:
    """Somebody, and what they may find nowhere."""

    actor: Actor
    unseen: frozenset[str]


def _actor(name: str, role: Role, **bounds: Any) -> Actor:
    return Actor(id=f"r-{name}", name=name, role=role, **bounds)


_OUTSIDE = REVIEWS | BUREAUS | NOT_PUBLIC | {PROPOSAL}
_OWN = frozenset({IN_REVIEW, NAMES[IN_REVIEW]})
READERS: dict[str, ReaderCase] = {
    "officer": ReaderCase(_actor("officer", Role.OFFICER), frozenset()),
    "approver": ReaderCase(_actor("approver", Role.APPROVER), frozenset()),
    "auditor": ReaderCase(_actor("auditor", Role.AUDITOR), frozenset()),
    "operator": ReaderCase(_actor("operator", Role.OPERATOR), EVERYTHING - frozenset(NAMES)),
    "lead": ReaderCase(_actor("lead", Role.APPLICANT, org=LEAD["uscc"]), _OUTSIDE - _OWN),
    "joint": ReaderCase(_actor("joint", Role.APPLICANT, org=PARTNER["uscc"]), _OUTSIDE - _OWN | {LEADS_EVIDENCE}),
    "former": ReaderCase(_actor("former", Role.APPLICANT, org=LEFT["uscc"]), _OUTSIDE),
    "other applicant": ReaderCase(_actor("other", Role.APPLICANT, org=STRANGER), _OUTSIDE),
    "district": ReaderCase(_actor("district", Role.DISTRICT, district="minhang"), _OUTSIDE - _OWN - {PROPOSAL}),
    "other district": ReaderCase(_actor("far", Role.DISTRICT, district="chongming"), _OUTSIDE),
    "superior": ReaderCase(BY_SUPERIOR.model_copy(update={"id": "r-superior"}), _OUTSIDE - _OWN - {PROPOSAL}),
    "member": ReaderCase(
        Actor(id=MEMBER, name="甲", role=Role.EXPERT),
        (_OUTSIDE - _OWN - secrets_of(IN_REVIEW)) | (OF_OTHERS - {opinion(MEMBER)}),
    ),
    "other expert": ReaderCase(_actor("expert", Role.EXPERT), _OUTSIDE),
}
"""By relation. What a panel's members may know is who else is on it, and what they said themselves."""


def settle(ledger: Ledger, settings: Settings) -> None:
    """The centers, with all that is decided on them, on record."""
    tell = _Teller(ledger, settings)
    joint = {"joint": [JOINT_PARTY], "cooperation_mechanism": "联席会议", "lead": {**LEAD, "superior": SUPERIOR}}
    tell.life(IN_REVIEW, _until(Phase.CONSTRUCTION, "approve_construction"), **joint)
    tell.take(IN_REVIEW, commands()["correct_record"] | {"position": 1, "what_was_wrong": CORRECTION})
    tell.life(IN_ACCEPTANCE, _until(Phase.OPERATION, "approve_establishment"), lead=OTHER)
    tell.life(ESTABLISHED, path_to(Phase.OPERATION), **joint)
    tell.take(ESTABLISHED, commands()["propose_rectification"] | {"problems": PROPOSAL})
    tell.life(REVOKED, path_to(Phase.REVOKED), lead=OTHER)
    tell.life(TAKEN_OVER, path_to(Phase.CONSTRUCTION), lead=LEFT)
    merger = {"predecessor": LEFT["uscc"], "successor": SUCCESSOR}
    tell.take(TAKEN_OVER, commands()["record_merger"] | merger)
    tell.take(TAKEN_OVER, commands()["hold_exchange"])
    tell.take(TAKEN_OVER, commands()["evaluate_construction"] | {"summary": EVALUATION})
    tell.life(HIDDEN, path_to(Phase.INCUBATION), lead=OTHER)
    imported = command_of(commands()["import_center"] | {"center_id": IMPORTED, "name_zh": NAMES[IMPORTED]})
    assert isinstance(imported, ImportCenter)
    entry = import_entry(ledger, imported, utc_now())
    ledger.append_all([entry])
    tell.deputy()


class Settled(NamedTuple):
    """The centers, and what stands in front of them; Temporal is away."""

    ledger: Ledger
    settings: Settings


@contextmanager
def settled_in(data: Path, *further: Callable[[Ledger], None], **changes: Any) -> Iterator[Settled]:
    """The centers in a folder, with what is put on record ``further``, all under a checkpoint."""
    away = f"127.0.0.1:{free_port()}"
    settings = Settings(data=data, temporal_address=away, signing_key=SecretStr(KEY), **changes)
    make_ledger(settings.ledger)
    with closing(open_ledger(settings.ledger)) as ledger:
        settle(ledger, settings)
        for put_on_record in further:
            put_on_record(ledger)
        ledger.proof.projection(KeyFile(settings.checkpoint_key_path), settings.log_name).follow()
        yield Settled(ledger, settings)


def _until(phase: Phase, decision: str) -> list[Step]:
    """The way into a phase without its last decisions, from one on."""
    steps = path_to(phase)
    return steps[: next(place for place, step in enumerate(steps) if step.body["type"] == decision)]


@dataclass(frozen=True)
class _Teller:
    ledger: Ledger
    settings: Settings

    def life(self, center: str, steps: Iterable[Step], **registered: object) -> None:
        """The decisions one after the other; of the last review of a center in one, by a panel of its own."""
        stage = {IN_REVIEW: "application", IN_ACCEPTANCE: "acceptance"}.get(center)
        for step in steps:
            body = step.body
            if body["type"] == "register_center":
                body = {**body, "center_id": center, "name_zh": NAMES[center], **registered}
            if stage and _stage_of(body) == stage:
                body = _by_own_panel(center, body)
            if body["type"] == "submit_application" and "joint" in registered:
                body = body | {"evidence": [_told_by_lead(item) for item in EVIDENCE]}
            self.take(center, body)

    def take(self, stream: str, body: Body, actor: Actor | None = None) -> None:
        """A decision, taken by whoever may, its doubts confirmed."""
        by = actor or taken_by(body)
        if by.role in (Role.APPLICANT, Role.DISTRICT):
            by = by.model_copy(update={"org": None, "district": None, "anyone": True})
        if by.role is Role.EXPERT and "expert_id" in body:
            by = Actor(id=body["expert_id"], name=body["expert_id"], role=Role.EXPERT)
        if by.role in (Role.OFFICER, Role.APPROVER):
            body = {**confirming({}), **body}
            body["confirmed"] = {**body["confirmed"], "reason": OFFICERS_DOUBT}
        sent = placed(confirming(body), self._position_in(stream))
        envelope = Envelope(
            stream=stream, command_id=uuid4().hex, command=json.dumps(sent), actor=by, sent_at=utc_now()
        )
        signed = Signer(KEY).sign(envelope)
        recorder = DecisionRecorder(self.ledger, Signer(KEY), self.settings.policy, utc_now)
        signal = SIGNAL_OF.get(body["type"], DECIDE)
        receipt = recorder.receive(Delivery(stream, signal, signed.model_dump_json(), signed.sent_at))
        assert receipt.outcome == "recorded", (stream, body, receipt.refusal)

    def deputy(self) -> None:
        """Somebody of the bureau stands in for somebody."""
        today = today_in_shanghai().isoformat()
        naming = {
            "type": "name_deputy",
            "deputy": {"id": "deputy-1", "name": DEPUTY},
            "deputy_for": {"id": "approver-1", "name": "王审批"},
            "role": "approver",
            "begins_on": today,
            "ends_on": today,
            "document": document("代理通知"),
            "reason": "年休假",
        }
        self.take(DEPUTIES, naming, Actor(id="approver-1", name="王审批", role=Role.APPROVER))

    def _position_in(self, stream: str) -> Callable[[str], int]:
        def position_of(event: str) -> int:
            records = reversed(self.ledger.history(stream))
            return next(record.position for record in records if record.event.wire_name() == event)

        return position_of


_OF_STAGE = {"issue_review_report": "application", "report_on_site_acceptance": "acceptance"}


def _stage_of(body: Body) -> str | None:
    stage: str | None = body.get("stage") or _OF_STAGE.get(body["type"])
    return stage


def _by_own_panel(center: str, body: Body) -> Body:
    members = panel(center)
    if "experts" in body:
        return body | {"experts": members, "lead": members[0]["id"]}
    if "expert_id" not in body:
        return body
    id_ = members[int(body["expert_id"][-1]) - 1]["id"]
    return body | {"expert_id": id_} | ({"opinion": opinion(id_)} if "opinion" in body else {})


def _told_by_lead(item: Body) -> Body:
    return item | {"statement": LEADS_EVIDENCE} if item["uscc"] == LEAD["uscc"] else item
