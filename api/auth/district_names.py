"""By which names an identity provider may mean a district: its code here, its names, its code in GB/T 2260."""

from collections.abc import Iterator, Mapping

from domain.values.comparing_form import comparing_form
from domain.values.districts import District, authority

CITY = "上海市"
ADMINISTRATIVE_CODES: Mapping[District, str] = {
    District.HUANGPU: "310101",
    District.XUHUI: "310104",
    District.CHANGNING: "310105",
    District.JINGAN: "310106",
    District.PUTUO: "310107",
    District.HONGKOU: "310109",
    District.YANGPU: "310110",
    District.MINHANG: "310112",
    District.BAOSHAN: "310113",
    District.JIADING: "310114",
    District.PUDONG: "310115",
    District.JINSHAN: "310116",
    District.SONGJIANG: "310117",
    District.QINGPU: "310118",
    District.FENGXIAN: "310120",
    District.CHONGMING: "310151",
}
"""GB/T 2260; the two special offices are no administrative division."""
_OF_STATISTICS = "000000"
"""What follows in the twelve digits of the statistical code of a whole district."""


def district_named(text: str) -> District | None:
    """The district that is meant, by whatever name of its own; ``None`` for none."""
    return _BY_NAME.get(comparing_form(text))


def _names(district: District) -> Iterator[str]:
    zh = district.label.zh
    yield from (district.value, zh, f"{CITY}{zh}", authority(district).zh, f"{CITY}{authority(district).zh}")
    if code := ADMINISTRATIVE_CODES.get(district):
        yield from (code, f"{code}{_OF_STATISTICS}")


_BY_NAME = {comparing_form(name): district for district in District for name in _names(district)}
