"""What is wrong with an answer, in a sentence that says what to do about it: by the kind of question and of fault.

A sentence names the question by its label and nothing of how programs say it: no code, no pattern, no type.
"""

from collections.abc import Mapping
from typing import Any

from api.console.decide.forms.answers import Answer
from api.console.decide.forms.questions import AnyQuestion, Day, Lines
from domain.kernel.base import Label
from domain.values.written_days import NoWrittenDay, written_day

FILL_IN = Label("请填写{zh}", "Fill in “{en}”")
CHOOSE = Label("请选择{zh}", "Choose “{en}”")
ADD = Label("请添加{zh}", "Add “{en}”")
CHOOSE_FILE = Label("请选择文件", "Choose a file")
TO_BEGIN_WITH: Mapping[str, Label] = {
    "choice": CHOOSE,
    "choices": CHOOSE,
    "settled": CHOOSE,
    "rows": ADD,
    "digest": CHOOSE_FILE,
}
"""Of a question that nobody has answered, by its kind; of others it is filled in."""

WHOLE_NUMBER = Label("请将{zh}填写为整数", "Give “{en}” as a whole number")
LISTED = Label("请从所列各项中选择{zh}", "Choose “{en}” out of what is listed")
A_DAY = Label(
    "请将{zh}写成完整的日期，如 2023年5月17日、2023.5.17 或 2023-05-17",
    "Write “{en}” as a whole date, such as 2023-05-17 or 2023.5.17",
)
NO_SUCH_DAY = Label("日历上没有“{typed}”这一天，请核对{zh}", "There is no such day as “{typed}”: look at “{en}” again")
EACH_A_DAY = Label(
    "第 {item} 项不是完整的日期，请每行写一天，如 2023年5月17日", "Item {item} is no whole date: write one on each line"
)
OTHER_FORM = Label("{zh}的写法不符合要求，请按要求填写{hint_zh}", "“{en}” is not written as it has to be{hint_en}")
WORDS: Mapping[str, Label] = {
    "string_too_long": Label(
        "{zh}不得超过 {max_length} 个字符，请缩短", "“{en}” has at most {max_length} characters: shorten it"
    ),
    "too_short": Label("{zh}至少要有 {min_length} 项，请补充", "“{en}” needs {min_length} at least: add more"),
    "too_long": Label("{zh}最多 {max_length} 项，请删去多余的", "“{en}” has at most {max_length}: remove some"),
    "greater_than_equal": Label("{zh}不得小于 {ge}，请核对", "“{en}” is at least {ge}: look again"),
    "less_than_equal": Label("{zh}不得大于 {le}，请核对", "“{en}” is at most {le}: look again"),
    "day_out_of_range": Label(
        "{zh}应在 1900 年至 2200 年之间，请核对", "“{en}” lies between 1900 and 2200: look again"
    ),
    "id_reserved": Label("这一代号已留作他用，请另取{zh}", "This one is reserved: choose another “{en}”"),
    "string_pattern_mismatch": OTHER_FORM,
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float", "int_parsing_size"), WHOLE_NUMBER),
    **dict.fromkeys(("enum", "literal_error", "bool_type", "bool_parsing"), LISTED),
    **dict.fromkeys(("string_unicode", "json_text"), Label("含有不能保存的字符，请删去", "Remove what can't be kept")),
}
"""By the fault's code; ``zh`` and ``en`` are the question's label."""
NOT_ANSWERED = frozenset({"missing", "string_too_short"})
DAY_FAULTS = frozenset({"not_a_day", "date_type", "date_parsing", "date_from_datetime_parsing"})
OF_NO_KIND = Label("请核对{zh}", "Look at “{en}” again")
TO_DO = Label("，请改正", ": please correct it")
"""After a sentence of the domain's own, which says what is wrong."""


def fault_in_words(question: AnyQuestion, answer: Answer, error: Mapping[str, Any]) -> Label:
    """The sentence about one of pydantic's errors at this question."""
    code, context = str(error["type"]), dict(error.get("ctx") or {})
    if code in NOT_ANSWERED or (question.is_blank(answer) and "zh" not in context):
        return _filled_in(TO_BEGIN_WITH.get(question.KIND, FILL_IN), question, context)
    if code in DAY_FAULTS:
        return _filled_in(_of_day(question, answer), question, context | _of_item(error) | {"typed": answer})
    if code in WORDS:
        return _filled_in(WORDS[code], question, context)
    if {"zh", "en"} <= context.keys():
        zh, en = str(context["zh"]).rstrip("。"), str(context["en"]).rstrip(".")
        return Label(f"{zh}{TO_DO.zh}", f"{en}{TO_DO.en}")
    return _filled_in(OF_NO_KIND, question, context)


def _of_day(question: AnyQuestion, answer: Answer) -> Label:
    if isinstance(question, Lines):
        return EACH_A_DAY
    if isinstance(question, Day) and isinstance(answer, str):
        try:
            written_day(answer)
        except NoWrittenDay as no_day:
            return NO_SUCH_DAY if no_day.code == "sheet_no_such_day" else A_DAY
    return A_DAY


def _of_item(error: Mapping[str, Any]) -> dict[str, object]:
    last = error["loc"][-1] if error["loc"] else 0
    return {"item": last + 1 if isinstance(last, int) else 1}


def _filled_in(words: Label, question: AnyQuestion, context: Mapping[str, object]) -> Label:
    label, hint = question.label, question.hint
    given = {
        **context,
        "zh": label.zh or "这一项",
        "en": label.en or "this",
        "hint_zh": f"：{hint.zh}" if hint else "",
        "hint_en": f": {hint.en}" if hint else "",
    }
    return Label(words.zh.format_map(given), words.en.format_map(given))
