"""Names of centers that are nearly the same: alike in all but the words that every center's name may have."""

import re

from domain.values.comparing_form import comparing_form

_IN_BRACKETS = re.compile(r"\([^()]*\)")
_OF_EVERY_NAME = re.compile("上海市|上海|国家级|国家|市级|产业|计量|测试|技术|中心|筹建")


def core_of_name(name: str) -> str:
    """What tells a center from others, in its comparing form: without what stands in brackets, and without the city,
    the level and the words for what every center is. Empty where nothing else is left.
    """
    return _OF_EVERY_NAME.sub("", _IN_BRACKETS.sub("", comparing_form(name)))


def is_nearly_the_same(one: str, other: str) -> bool:
    """Whether two names differ in nothing that tells centers apart. 海缆 is not 海缆二."""
    core = core_of_name(one)
    return core != "" and core == core_of_name(other)
