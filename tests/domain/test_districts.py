"""The districts and their authorities."""

import pytest

from domain.values.districts import SPECIAL_BUREAUS, District, authority, is_special_bureau


def test_shanghai_has_sixteen_districts_and_two_special_bureaus() -> None:
    districts = [district for district in District if not is_special_bureau(district)]
    assert len(districts) == 16
    assert set(District) - set(districts) == set(SPECIAL_BUREAUS) == {District.LINGANG, District.AIRPORT}


@pytest.mark.parametrize(
    ("district", "zh", "en"),
    [
        (District.HUANGPU, "黄浦区市场监管局", "Huangpu District Administration for Market Regulation"),
        (District.PUDONG, "浦东新区市场监管局", "Pudong New Area Administration for Market Regulation"),
        (
            District.LINGANG,
            "临港新片区市场监管局",
            "Lin-gang Special Area Administration for Market Regulation",
        ),
        (District.AIRPORT, "市局机场分局", "Airport Branch of the Municipal Administration"),
    ],
)
def test_a_district_is_supervised_by_its_authority(district: District, zh: str, en: str) -> None:
    assert authority(district) == (zh, en)


def test_no_two_districts_share_a_name() -> None:
    assert len({district.label.zh for district in District}) == len({district.label.en for district in District}) == 18
