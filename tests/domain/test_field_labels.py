"""Every field of the domain is called something in both languages, once; no words are kept for a field that is none."""

import inspect
import re
from collections.abc import Iterable, Iterator
from itertools import chain

import pytest

from domain.attributes import FIELDS as CENTER_FIELDS
from domain.center import Center
from domain.decider import BUREAU_DECISIONS, DECISIONS, EVENTS
from domain.imported.facts import ImportCenter
from domain.incubation.messages import CenterRegistered, IndustryResearchSubmitted
from domain.kernel.base import Label, Model
from domain.kernel.messages import Command
from domain.management.messages import ExchangeHeld
from domain.reviews.messages import ExpertsAppointed
from domain.supervision.clock_facts import TermExpired
from domain.values.identifiers import DocumentNumber
from domain.wording import field_hints, field_labels
from domain.wording.field_hints import HINTS
from domain.wording.field_labels import FIELDS, MODEL_FIELDS
from domain.wording.fields import fields_of, has_label, label_of, path_label
from domain.wording.values import ANSWERS

ROOTS: tuple[type, ...] = (
    *(decision.command for decision in DECISIONS),
    *EVENTS,
    *(decision.command for decision in BUREAU_DECISIONS),
    *(ImportCenter, Center),
)
NO_WORDS = """
No words for {field}. Write them in {file}: in the table FIELDS under "{name}", or, where other models mean something
else by that name, in MODEL_FIELDS under "{field}".
"""
CHINESE = re.compile(r"[一-鿿]")


def models() -> Iterator[type]:
    """Every model that a command, an event or a center is made of."""
    seen: set[type] = {DocumentNumber}  # a value, whatever it is made of
    waiting: list[type] = list(ROOTS)
    while waiting:
        model = waiting.pop()
        if model not in seen:
            seen.add(model)
            yield model
            waiting += filter(None, (fields_of(model)[name] for name in names_of(model)))


def names_of(model: type) -> Iterable[str]:
    """The fields that people see."""
    return CENTER_FIELDS if model is Center else fields_of(model)


def fields() -> Iterator[tuple[type, str]]:
    for model in sorted(models(), key=lambda one: one.__name__):
        yield from ((model, name) for name in names_of(model) if not (name == "type" and issubclass(model, Command)))


ALL = list(fields())


def unnamed(model: type, names: Iterator[str]) -> list[str]:
    """What to do about each field that nobody has named."""
    file = inspect.getsourcefile(field_labels) or ""
    where = file[file.index("domain") :]
    return [
        NO_WORDS.format(field=f"{model.__name__}.{name}", name=name, file=where)
        for name in names
        if not has_label(model, name)
    ]


def test_every_field_has_its_words() -> None:
    missing = chain.from_iterable(unnamed(model, iter([name])) for model, name in ALL)
    assert not (words := "".join(missing)), words


def test_a_field_without_words_is_reported_with_the_table_to_write_them_in() -> None:
    class SuspendCenter(Model):
        funding: str

    (missing,) = unnamed(SuspendCenter, iter(fields_of(SuspendCenter)))
    assert '"funding"' in missing
    assert '"SuspendCenter.funding"' in missing
    assert "domain/wording/field_labels.py" in missing
    assert label_of(SuspendCenter, "funding") == ("funding", "funding")


@pytest.mark.parametrize("table", [FIELDS, MODEL_FIELDS, HINTS], ids=["FIELDS", "MODEL_FIELDS", "HINTS"])
def test_words_stand_in_both_languages_in_the_order_of_the_alphabet(table: dict[str, Label]) -> None:
    for name, (zh, en) in table.items():
        assert CHINESE.search(zh), name
        assert en.strip(), name
        assert zh != en, name
    assert table is HINTS or list(table) == sorted(table)


def test_no_words_are_kept_for_a_field_that_is_none() -> None:
    names = {name for _, name in ALL}
    of_models = {f"{one.__name__}.{name}" for model, name in ALL for one in model.__mro__}
    assert FIELDS.keys() - names == set()
    assert MODEL_FIELDS.keys() - of_models == set()
    assert {name for name in HINTS if name not in names | of_models} == set()
    assert ANSWERS.keys() - names == set()


def test_words_are_given_once() -> None:
    """What a model calls its field otherwise is otherwise; and a name that every model words itself needs no other."""
    assert [key for key, label in MODEL_FIELDS.items() if FIELDS.get(key.partition(".")[2]) == label] == []
    by_name = {name for model, name in ALL if label_of(model, name) is FIELDS.get(name)}
    assert FIELDS.keys() - by_name == set()


def test_two_models_of_one_name_are_not_confused() -> None:
    named = {key.partition(".")[0] for key in (*MODEL_FIELDS, *field_hints.HINTS) if "." in key}
    classes = {one for model in models() for one in model.__mro__ if one.__name__ in named}
    assert len(classes) == len(named)


@pytest.mark.parametrize(
    ("model", "path", "zh", "en"),
    [
        (CenterRegistered, ".lead.name", "主要承建单位 · 单位名称", "Lead organisation · Name of the organisation"),
        (ExpertsAppointed, ".lead", "专家组组长", "Lead of the panel"),
        (ExpertsAppointed, ".experts[zhang].name", "专家组成员 · zhang · 姓名", "Members of the panel · zhang · Name"),
        (CenterRegistered, ".field.field", "服务领域 · 产业", "Field of service · Industry"),
        (
            IndustryResearchSubmitted,
            ".gaps[1].kind",
            "瓶颈问题（测不了、测不全、测不准） 1 · 缺口类型",
            "Gaps in what can be measured 1 · Kind of gap",
        ),
        (ExchangeHeld, ".participants", "参加人数", "Number of participants"),
        (TermExpired, ".evaluated", "已总结评估", "Evaluated"),
        (
            Center,
            "evaluated[2026-03-07].on",
            "各期总结评估 · 2026-03-07 · 日期",
            "Evaluations by term · 2026-03-07 · On",
        ),
        (Center, "reports[2026].days_late", "年度报送 2026 · 逾期天数", "Annual reports 2026 · Days late"),
        (Center, "reviews[application].lead", "评审 · 筹建申报 · 专家组组长", None),
        (Center, "lead.name", "主要承建单位 · 单位名称", "Lead organisation · Name of the organisation"),
        (Center, "unheard_of[x].of", "unheard_of · x · of", "unheard_of · x · of"),
    ],
)
def test_a_part_is_called_as_the_model_calls_it_that_has_it(model: type, path: str, zh: str, en: str | None) -> None:
    label = path_label(model, path)
    assert label.zh == zh
    assert en is None or label.en == en
