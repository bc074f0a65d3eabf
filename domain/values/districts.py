"""The authorities that supervise a center day by day: Shanghai's districts and the bureau's two special offices."""

from domain.kernel.base import Label, LabeledEnum


class District(LabeledEnum):
    """Where a lead organisation is registered, and so which authority supports and supervises it (3.3.2, 5.3)."""

    HUANGPU = "huangpu", "黄浦区", "Huangpu District"
    XUHUI = "xuhui", "徐汇区", "Xuhui District"
    CHANGNING = "changning", "长宁区", "Changning District"
    JINGAN = "jingan", "静安区", "Jing'an District"
    PUTUO = "putuo", "普陀区", "Putuo District"
    HONGKOU = "hongkou", "虹口区", "Hongkou District"
    YANGPU = "yangpu", "杨浦区", "Yangpu District"
    MINHANG = "minhang", "闵行区", "Minhang District"
    BAOSHAN = "baoshan", "宝山区", "Baoshan District"
    JIADING = "jiading", "嘉定区", "Jiading District"
    PUDONG = "pudong", "浦东新区", "Pudong New Area"
    JINSHAN = "jinshan", "金山区", "Jinshan District"
    SONGJIANG = "songjiang", "松江区", "Songjiang District"
    QINGPU = "qingpu", "青浦区", "Qingpu District"
    FENGXIAN = "fengxian", "奉贤区", "Fengxian District"
    CHONGMING = "chongming", "崇明区", "Chongming District"
    LINGANG = "lingang", "临港新片区市场监管局", "Lin-gang Special Area Administration for Market Regulation"
    AIRPORT = "airport", "市局机场分局", "Airport Branch of the Municipal Administration"


SPECIAL_BUREAUS = (District.LINGANG, District.AIRPORT)
"""Offices that are no district of the city; their label already names the authority."""


def is_special_bureau(district: District) -> bool:
    """Whether this is one of the two offices beside the 16 districts."""
    return district in SPECIAL_BUREAUS


def authority(district: District) -> Label:
    """The office that acts there: 黄浦区市场监管局."""
    if is_special_bureau(district):
        return district.label
    zh, en = district.label
    return Label(f"{zh}市场监管局", f"{en} Administration for Market Regulation")
