"""A realistic history to fold and to append: a center's years, as records."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from domain.acceptance.messages import AllianceFormed
from domain.application.messages import ConstructionApproved
from domain.incubation.messages import CenterRegistered
from domain.kernel.records import Event, Record
from domain.kernel.roles import Actor, Role
from domain.management.messages import DirectorAppointed, ExchangeHeld
from domain.supervision.clock_facts import ReminderSent
from domain.supervision.messages import AnnualReportSubmitted, SupervisionRecorded

OFFICER = Actor(id="officer-li", name="李经办", role=Role.OFFICER)
START = datetime(2023, 5, 17, 2, tzinfo=UTC)

BEGINNING: tuple[tuple[type[Event], dict[str, object]], ...] = (
    (
        CenterRegistered,
        {
            "name_zh": "上海市海缆产业计量测试中心",
            "field": {"field": "high_end_equipment"},
            "industry_scope": "海底电缆的设计、制造、敷设与运维",
            "lead": {
                "name": "某计量院",
                "uscc": "123100004250000064",
                "kind": "metrology_institution",
                "district": "pudong",
            },
        },
    ),
    (
        ConstructionApproved,
        {"document_number": "沪市监计量〔2023〕213号", "term_months": 36, "term_ends_on": "2026-05-17"},
    ),
    (AllianceFormed, {"name": "海缆联盟", "members": [{"name": "某电缆厂", "chain_position": "midstream"}]}),
    (DirectorAppointed, {"name": "张主任", "title": "研究员"}),
)
EACH_YEAR: tuple[tuple[type[Event], dict[str, object]], ...] = (
    (ExchangeHeld, {"topic": "海缆阻抗测量", "summary": "与联盟单位交流", "participants": 40}),
    (ExchangeHeld, {"topic": "海缆寿命评价", "summary": "现场互动"}),
    (SupervisionRecorded, {"findings": [{"topic": "operation", "finding": "运行正常"}]}),
    (ReminderSent, {"key": "annual_report/2024", "kind": "annual_report", "due_on": "2024-11-30", "days_ahead": 30}),
    (
        AnnualReportSubmitted,
        {
            "year": 2024,
            "needs": {"summary": "需求"},
            "research": {"summary": "研究"},
            "services": {"summary": "服务"},
            "alliance": {"summary": "联盟"},
            "cases": [{"title": "案例", "description": "为敷设船提供在线测量"}],
            "due_on": "2024-11-30",
        },
    ),
)


def history(center_id: str, length: int) -> list[Record[Event]]:
    """So many records of one center: its beginning, then year after year."""
    shapes = [*BEGINNING]
    while len(shapes) < length:
        shapes += EACH_YEAR
    return [_record(center_id, version, *shape) for version, shape in enumerate(shapes[:length], start=1)]


def _record(center_id: str, version: int, kind: type[Event], content: dict[str, object]) -> Record[Event]:
    return Record.model_construct(
        center_id=center_id,
        version=version,
        effective_on=date(2023, 5, 17) + timedelta(days=version),
        recorded_at=START + timedelta(days=version),
        actor=OFFICER,
        command_id=f"{center_id}-{version}",
        documents=(),
        note=None,
        event=kind.model_validate_json(json.dumps(content)),
        position=0,
    )


def histories(centers: int, length: int) -> Sequence[list[Record[Event]]]:
    """So many centers, each with so many records."""
    return [history(f"bench-{place}", length) for place in range(centers)]
