"""What decisions ask of the register, on either database: names, leads and document numbers in any spelling."""

from datetime import date

import pytest

from domain.context import NumberedAct, RegisteredCenter
from domain.guideline.phases import Phase
from domain.values.comparing_form import comparing_form
from ledger.application import Ledger
from tests.domain.occasions import imported
from tests.ledger.test_work import put
from tests.lives import LEAD, commands, life_in

CABLES, PHOTONS = "上海市海缆产业计量测试中心", "上海市质检所光子产业计量测试中心"
FORM = comparing_form(str(LEAD["name"]))
OF_CABLES = RegisteredCenter("sh-cables", CABLES, FORM, LEAD["uscc"])
OF_PHOTONS = RegisteredCenter("sh-photons", PHOTONS, "质检所", None)


@pytest.fixture
def listed(ledger: Ledger) -> Ledger:
    """One center in operation, and an imported one of which only the host is known."""
    put(ledger, "sh-cables", life_in(Phase.OPERATION))
    put(ledger, "sh-photons", imported(), name_zh=PHOTONS, host="质检所")
    return ledger


@pytest.mark.parametrize("spelled", [PHOTONS, f"{PHOTONS[:3]}\u200b{PHOTONS[3:]}", PHOTONS.replace("市", "市 ")])
def test_a_center_of_the_same_name_is_told(listed: Ledger, spelled: str) -> None:
    assert listed.read_model.lookups.centers_like(spelled) == [OF_PHOTONS]
    assert listed.read_model.lookups.centers_like("上海市质检院光子产业计量测试中心") == []


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("质检所光子产业计量测试中心（上海）", [OF_PHOTONS]),
        ("国家海缆产业计量测试中心", [OF_CABLES]),
        ("上海市光子产业计量测试中心", []),
        ("上海市海%产业计量测试中心", []),
        ("上海市产业计量测试中心", []),
    ],
)
def test_a_center_of_nearly_the_same_name_is_told(listed: Ledger, name: str, found: list[RegisteredCenter]) -> None:
    assert listed.read_model.lookups.centers_nearly_named(name) == found


def test_a_center_is_told_by_the_names_that_it_bore_before_and_bears_no_more(ledger: Ledger) -> None:
    lookups, life = ledger.read_model.lookups, life_in(Phase.CONSTRUCTION)
    marine, back = commands()["rename_center"], {"name_zh": CABLES, "document_number": None}
    put(ledger, "sh-cables", life.take(marine))
    assert lookups.centers_formerly_named(f"{CABLES} ") == [OF_CABLES._replace(name_zh=marine["name_zh"])]
    assert lookups.centers_like(CABLES) == []
    put(ledger, "sh-cables", life.take(marine | back))
    assert lookups.centers_formerly_named(marine["name_zh"]) == [OF_CABLES]
    assert lookups.centers_formerly_named(CABLES) == []


def test_two_renamings_by_one_number_are_told_once(ledger: Ledger) -> None:
    life = life_in(Phase.CONSTRUCTION).take(commands()["rename_center"])
    put(ledger, "sh-cables", life.take(commands()["rename_center"] | {"name_zh": PHOTONS}))
    (act,) = ledger.read_model.lookups.acts_numbered("沪市监计量〔2023〕310号")
    assert act.event == "CenterRenamed"


def test_a_center_is_told_by_the_name_of_its_lead_or_of_its_host(listed: Ledger) -> None:
    assert listed.read_model.lookups.centers_like(f"{LEAD['name']} ") == [OF_CABLES]
    assert listed.read_model.lookups.centers_like("质检 所") == [OF_PHOTONS]


def test_a_center_is_told_by_the_code_of_its_lead_however_it_is_spelled(listed: Ledger) -> None:
    assert listed.read_model.lookups.centers_of(f" {LEAD['uscc'].lower()}") == [OF_CABLES]
    assert listed.read_model.lookups.centers_of("91310000132203002T") == []


def test_the_acts_that_bear_a_number_are_told_with_their_kind_and_day(listed: Ledger) -> None:
    (approved,) = listed.read_model.lookups.acts_numbered("沪市监计量〔2023〕215号")
    assert approved == NumberedAct(
        "sh-cables", CABLES, "ConstructionApproved", "沪市监计量〔2023〕215号", date(2023, 3, 7)
    )
    (established,) = listed.read_model.lookups.acts_numbered("沪市监计量〔2023〕402号")
    assert established.event == "CenterEstablished"
    assert listed.read_model.lookups.acts_numbered("沪市监计量〔2024〕402号") == []


def test_a_number_that_papers_tell_of_an_approval_whose_day_is_known_in_part_is_told_so(ledger: Ledger) -> None:
    number = {"type": "complete_record", "approval_number": "沪市监书20220103号", "source": "批复"}
    put(ledger, "sh-photons", imported().take(number))
    (act,) = ledger.read_model.lookups.acts_numbered("沪市监书〔2022〕103号")
    assert (act.event, act.on) == ("ConstructionApproved", "2022-05")


def test_a_number_that_is_no_longer_of_an_act_is_not_told_of_it(listed: Ledger) -> None:
    life = life_in(Phase.OPERATION)
    position = life.position_of("ConstructionApproved")
    corrected = {"position": position, "corrected": {"document_number": "沪市监计量〔2023〕300号"}}
    life.take(commands()["correct_record"] | corrected)
    life.take(commands()["confirm_correction"] | {"correction_id": life.center.corrections[0].id})
    put(listed, "sh-cables", life)
    assert listed.read_model.lookups.acts_numbered("沪市监计量〔2023〕215号") == []
    (act,) = listed.read_model.lookups.acts_numbered("沪市监计量〔2023〕300号")
    assert act.on == date(2023, 3, 7)


@pytest.mark.parametrize("asked", ["", "\u200b", "' OR 1 = 1 --", "%"])
def test_nothing_is_like_nothing(listed: Ledger, asked: str) -> None:
    lookups = listed.read_model.lookups
    assert lookups.centers_formerly_named(asked) == []
    assert (lookups.centers_like(asked), lookups.centers_of(asked), lookups.acts_numbered(asked)) == ([], [], [])
