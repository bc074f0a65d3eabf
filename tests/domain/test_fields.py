"""The fields of service."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.guideline.clauses import CLAUSES
from domain.guideline.fields import (
    BRANCHES,
    CLAUSE_OF_GROUP,
    Branch,
    Field,
    FieldGroup,
    FieldOfService,
    branches_of,
    group_of,
)

ALL_BRANCHES = [branch for branches in BRANCHES.values() for branch in branches]


def error_code(caught: pytest.ExceptionInfo[ValidationError]) -> str:
    return caught.value.errors()[0]["type"]


def test_the_guideline_lists_nine_five_and_two_industries_and_leaves_room_for_others() -> None:
    sizes = {group: sum(group_of(field) is group for field in Field) for group in FieldGroup}
    assert list(sizes.values()) == [9, 5, 2, 1]


@pytest.mark.parametrize("field", Field)
def test_every_field_rests_on_a_clause_and_has_both_names(field: Field) -> None:
    assert CLAUSE_OF_GROUP[group_of(field)] in CLAUSES
    assert all(field.label)


def test_only_the_strategic_emerging_industries_are_divided_into_branches_and_all_of_them_are() -> None:
    divided = {field for field in Field if branches_of(field)}
    assert divided == {field for field in Field if group_of(field) is FieldGroup.STRATEGIC_EMERGING}


@pytest.mark.parametrize(
    ("field", "branches"),
    [
        (Field.INTEGRATED_CIRCUITS, "制造和封测、装备和材料"),
        (Field.BIOMEDICINE, "创新药物及高端制剂、医疗器械、生物技术服务"),
        (Field.ARTIFICIAL_INTELLIGENCE, "智能芯片、智能软件、自动驾驶、智能机器人"),
        (Field.NEW_ENERGY_VEHICLES, "纯电动和燃料电池汽车、智能网联汽车、新型汽车服务"),
        (Field.HIGH_END_EQUIPMENT, "船舶海工、智能装备、能源装备、节能环保装备"),
        (
            Field.AEROSPACE,
            "大型客机、支线飞机、宽体飞机、航空发动机、航空设备、卫星制造、航天运输系统、卫星应用",
        ),
        (Field.INFORMATION_COMMUNICATION, "下一代IP网络、全光通信设备、新型显示、物联网、电子设备制造"),
        (Field.NEW_MATERIALS, "先进基础材料、关键战略材料、前沿新材料"),
        (Field.EMERGING_DIGITAL, "高端软件、数字内容、数字应用"),
    ],
)
def test_the_branches_bear_the_guidelines_own_terms(field: Field, branches: str) -> None:
    assert "、".join(branch.label.zh for branch in branches_of(field)) == branches


def test_a_branch_code_names_one_branch_of_one_field() -> None:
    assert len({branch.code for branch in ALL_BRANCHES}) == len(ALL_BRANCHES)
    assert all(branch in branches_of(branch.field) for branch in ALL_BRANCHES)


@given(field=st.sampled_from(Field), branch=st.sampled_from(ALL_BRANCHES))
def test_a_branch_is_taken_exactly_with_its_own_field(field: Field, branch: Branch) -> None:
    other = "量子" if field is Field.OTHER else None
    if branch.field is field:
        assert FieldOfService(field=field, branch=branch.code).branch == branch.code
    else:
        with pytest.raises(ValidationError) as caught:
            FieldOfService(field=field, branch=branch.code, other=other)
        assert error_code(caught) == "branch_not_of_field"


@pytest.mark.parametrize("other", [None, "", "  "])
def test_an_other_important_industry_must_be_named(other: str | None) -> None:
    with pytest.raises(ValidationError) as caught:
        FieldOfService(field=Field.OTHER, other=other)
    assert error_code(caught) == "other_field_unnamed"


def test_an_other_important_industry_is_named_in_words() -> None:
    assert FieldOfService(field=Field.OTHER, other=" 智慧照明 ").other == "智慧照明"


def test_a_listed_industry_is_not_named_again_in_words() -> None:
    with pytest.raises(ValidationError) as caught:
        FieldOfService(field=Field.NEW_MATERIALS, other="石墨烯")
    assert error_code(caught) == "other_field_not_meant"


def test_a_field_of_service_survives_its_json() -> None:
    served = FieldOfService(field=Field.AEROSPACE, branch="aero_engines")
    assert FieldOfService.model_validate_json(served.model_dump_json()) == served
