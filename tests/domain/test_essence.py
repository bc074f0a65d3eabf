"""What a line of a history says of an event beside its kind."""

import pytest

from domain.decider import EVENTS
from domain.guideline.phases import Phase
from domain.kernel.records import Event, Record, SeenRecord
from domain.names_in_history import NOBODY, names_in
from domain.wording.essence import ESSENCE, LABEL_IS_ENOUGH, LONGEST, essence
from tests.lives import EXPERTS, Life, annual_report, commands, life_before, life_in


def words(life: Life, event: str) -> str:
    """The essence of the last event of that name, in Chinese."""
    return "，".join(part.zh for part in essence(_last(life, event), names_in(life.records)))


def _last(life: Life, event: str) -> Record[Event]:
    return next(record for record in reversed(life.records) if record.event.wire_name() == event)


@pytest.mark.parametrize("kind", EVENTS, ids=lambda kind: kind.wire_name())
def test_every_kind_of_event_has_its_essence_or_a_label_that_is_enough(kind: type[Event]) -> None:
    assert (kind in ESSENCE) is not (kind in LABEL_IS_ENOUGH)


def test_an_approval_says_its_number_and_term() -> None:
    life = life_in(Phase.CONSTRUCTION)
    assert words(life, "ConstructionApproved") == "沪市监计量〔2023〕215号，36个月"
    parts = essence(_last(life, "ConstructionApproved"))
    assert [part.en for part in parts] == ["沪市监计量〔2023〕215号", "36 months"]


def test_experts_are_named_and_never_told_by_their_ids() -> None:
    life = life_in(Phase.CONSTRUCTION)
    parts = [part.zh for record in life.records for part in essence(record, names_in(life.records))]
    assert not [part for part in parts if any(expert["id"] in part for expert in EXPERTS)]
    assert words(life, "ExpertsAppointed").startswith("筹建申报，陈专家（组长）、")


def test_what_became_of_a_proposal_says_what_was_proposed() -> None:
    life = life_in(Phase.CONSTRUCTION).take(commands()["propose_rectification"])
    (issue,) = life.center.supervision_issues
    life.take(commands()["follow_up"] | {"about": issue.id})
    assert words(life, "FollowUpDecided") == "阻抗标准器逾期未检定，提请责令整改"


def test_a_correction_says_of_which_record_it_is() -> None:
    life = life_in(Phase.INCUBATION).take(commands()["correct_record"])
    assert words(life, "CorrectionProposed") == "登记中心，名称有误"


def test_what_came_late_says_by_how_much_and_what_came_in_time_says_nothing_of_it() -> None:
    in_time, late = (
        life_in(Phase.CONSTRUCTION).take(annual_report(2023, effective_on=day)) for day in ("2023-11-30", "2023-12-02")
    )
    assert words(in_time, "AnnualReportSubmitted") == "2023年度"
    assert words(late, "AnnualReportSubmitted") == "2023年度，迟 2 天"


def test_what_is_withheld_is_left_out() -> None:
    life = life_before("approve_construction")
    report = _last(life, "ReviewReportIssued")
    event = report.event.model_copy(update={"expert_id": None})
    seen = SeenRecord.model_construct(**{**dict(report), "event": event, "left_out": ("expert_id",)})
    assert [part.zh for part in essence(seen, names_in(life.records))] == ["通过"]


def test_a_long_text_is_made_short_and_its_lines_one() -> None:
    life = life_in(Phase.INCUBATION).take(commands()["submit_industry_research"] | {"scope": "海缆\n" * 60})
    (part,) = essence(_last(life, "IndustryResearchSubmitted"), NOBODY)
    assert part.zh.endswith("…")
    assert len(part.zh) <= LONGEST + 1
    assert "\n" not in part.zh
