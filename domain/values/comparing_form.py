"""Who and what is the same: one form in which names, numbers, ids and search terms are compared, and never shown.

What was typed is kept unchanged. In the comparing form (比较形式) all that a reader doesn't see is gone: width and
other compatibility forms (Unicode's NFKC), radicals that only look like characters, blanks and signs that show nothing,
case, and which kind of bracket it is. One visible character's difference stays one: 市质检院 is not 市质检所.
"""

from unicodedata import category, normalize

from domain.kernel.visible_text import is_unseen

_RADICALS = (
    "⺁⺂⺃⺄⺅⺆⺇⺈⺉⺊⺋⺌⺍⺎⺏⺐⺑⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺳⺴⺵⺶"
    "⺷⺸⺹⺺⺻⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪"
    "⻫⻬⻭⻮⻯⻰⻱⻲"
)
_IDEOGRAPHS = (
    "厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑彐忄心扌攵旡日月歺民氵氺灬爫爫丬牛犭王𤴔目示礻𥫗糹纟罓罒㓁冗𦉫羊"
    "𦍌𦍋耂肀聿肉𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶邑钅長镸长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾"
    "斉齐歯齿竜龙龜亀"
)
"""Those of the block CJK Radicals Supplement by Unicode's Equivalent_Unified_Ideograph; NFKC knows the other radicals,
and the compatibility ideographs.
"""

_ALIKE = dict(zip(_RADICALS, _IDEOGRAPHS, strict=True))
_BRACKETS = {"Ps": "(", "Pe": ")"}
"""By Unicode's general category."""


def comparing_form(text: str) -> str:
    """The form in which two spellings of one thing are equal; empty for a text in which nothing is to be seen."""
    form = plain_form(text).casefold()
    return form if form == text else comparing_form(form)


def plain_form(text: str) -> str:
    """The comparing form with its case kept: what the official form of a document number is made from."""
    form = _folded(text)
    return form if form == text else plain_form(form)


def _folded(text: str) -> str:
    """One round; what it uncovers (a blank that a sign decomposes to) is for the next."""
    return normalize("NFKC", text).translate(_FOLDED)


class _Folded(dict[int, str]):
    """What becomes of a sign, by its code point; each is looked into once."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = "" if is_unseen(chr(code)) else _alike(chr(code))
        return folded


_FOLDED = _Folded()


def _alike(sign: str) -> str:
    return _BRACKETS.get(category(sign)) or _ALIKE.get(sign, sign)


def same_name(one: str, other: str) -> bool:
    """Whether two names, numbers or ids are one in different spellings."""
    return one == other or comparing_form(one) == comparing_form(other)


def is_department_of(name: str, organisation_name: str) -> bool:
    """Whether a name goes on after the organisation's own, as that of its department does: in brackets or appended.

    It may be another legal person all the same (上海大学 and 上海大学附属医院), so that this is a doubt and no refusal.
    """
    whole, part = comparing_form(organisation_name), comparing_form(name)
    return whole not in ("", part) and part.startswith(whole)
