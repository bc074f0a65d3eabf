"""What is wrong with the shape of a body, of a file or of one of their fields, before any rule looks at it.

By pydantic's code, with its context in braces; codes of our own stand among them. The domain's own validators bring
both languages along in their context.
"""

import re
from collections.abc import Mapping
from typing import Any

from domain.kernel.base import Label
from domain.wording.sheet_errors import SHEET_ERRORS

SHAPE_ERRORS: dict[str, Label] = {
    "missing": Label("必填", "This is required"),
    "extra_forbidden": Label("没有此项", "There is no such field"),
    "file_unreadable": Label("无法读取文件（{reason}）", "The file cannot be read ({reason})"),
    "file_too_large": Label("文件过大", "The file is too large"),
    "file_not_utf8": Label("文件不是 UTF-8 编码", "The file is not UTF-8"),
    "json_invalid": Label("不是有效的 JSON", "This is not valid JSON"),
    "json_invalid_at": Label("在 {place} 处不是 JSON", "This is no JSON at {place}: {reason}"),
    "json_no_value": Label("{name} 不是 JSON", "{name} is no JSON"),
    "json_not_object": Label("应为一个 JSON 对象", "A JSON object is expected"),
    "json_duplicate_key": Label("“{name}”出现了两次", "“{name}” stands twice"),
    "json_too_deep": Label("嵌套过深", "This is nested too deeply"),
    "json_text": Label("文字中含有不能保存的字符", "The text holds characters that cannot be kept"),
    "json_number": Label("数值过大", "The number is too large"),
    "yaml_invalid": Label("不是 YAML 或 JSON：{reason}", "This is neither YAML nor JSON: {reason}"),
    "not_register_center": Label("此处只接受 register_center", "Only register_center is taken here"),
    "string_type": Label("应为文字", "Text is expected"),
    "string_unicode": Label("文字中含有不能保存的字符", "The text holds characters that cannot be kept"),
    "string_too_short": Label("不能为空", "This may not be empty"),
    "string_too_long": Label("不得超过 {max_length} 个字符", "At most {max_length} characters are taken"),
    "string_pattern_mismatch": Label("格式不符（{pattern}）", "This is not of the form {pattern}"),
    "enum": Label("应为以下之一：{expected}", "One of these is expected: {expected}"),
    "literal_error": Label("应为 {expected}", "Expected: {expected}"),
    "union_tag_not_found": Label("须写明 type", "The type is required"),
    "union_tag_invalid": Label("没有“{tag}”这种决定", "There is no decision “{tag}”"),
    "tuple_type": Label("应为列表", "A list is expected"),
    "list_type": Label("应为列表", "A list is expected"),
    "dict_type": Label("应为一个对象", "An object is expected"),
    "model_type": Label("应为一个对象", "An object is expected"),
    "model_attributes_type": Label("应为一个对象", "An object is expected"),
    "too_short": Label("至少 {min_length} 项", "At least {min_length} are needed"),
    "too_long": Label("最多 {max_length} 项", "At most {max_length} are taken"),
    "bool_type": Label("应为 true 或 false", "true or false is expected"),
    "bool_parsing": Label("应为 true 或 false", "true or false is expected"),
    "int_type": Label("应为整数", "A whole number is expected"),
    "int_parsing": Label("应为整数", "A whole number is expected"),
    "int_from_float": Label("应为整数", "A whole number is expected"),
    "int_parsing_size": Label("数值过大", "The number is too large"),
    "greater_than_equal": Label("不得小于 {ge}", "At least {ge}"),
    "less_than_equal": Label("不得大于 {le}", "At most {le}"),
    "date_type": Label("应为日期 YYYY-MM-DD", "A day, YYYY-MM-DD, is expected"),
    "date_parsing": Label("没有这一天，日期应写作 YYYY-MM-DD", "There is no such day; write YYYY-MM-DD"),
    "date_from_datetime_parsing": Label("没有这一天，日期应写作 YYYY-MM-DD", "There is no such day; write YYYY-MM-DD"),
    "partial_day": Label(
        "应为存在的日期，写到已知的程度：2025、2022-05 或 2022-05-17",
        "A date that exists is expected, as far as it is known: 2025, 2022-05 or 2022-05-17",
    ),
    "slug": Label(
        "应由小写字母、数字和连字符组成，最多 63 个字符", "Small letters, digits and hyphens are taken, 63 at most"
    ),
    "datetime_parsing": Label(
        "应为带时区的时刻，如 2026-03-01T00:00:00Z",
        "An instant with its zone is expected, such as 2026-03-01T00:00:00Z",
    ),
    "datetime_from_date_parsing": Label(
        "应为带时区的时刻，如 2026-03-01T00:00:00Z",
        "An instant with its zone is expected, such as 2026-03-01T00:00:00Z",
    ),
    "timezone_aware": Label("时刻须带时区", "An instant needs its time zone"),
    "day_outside": Label("应在 {first} 至 {last} 之间", "This has to lie between {first} and {last}"),
    "id_repeated": Label("{name} 已见于 {place}", "{name} stands in {place} already"),
    "name_repeated": Label("中心名称 {name} 已见于 {place}", "The center's name {name} stands in {place} already"),
    "name_on_register": Label(
        "名录中已有同名中心“{name}”，中心编号 {center_id}；补充其报道的，请填该编号",
        "A center named {name} is on the register as {center_id}; to add reports to it, use that id",
    ),
    "steps_expected": Label("应为步骤的列表 […]", "A list of steps […] is expected"),
    "notice_expected": Label(
        "不是一份节假日安排通知：应为含 year、number、issued_on、holidays 的对象；样例见 --template",
        "This is no holiday notice: an object with year, number, issued_on and holidays is expected; --template writes"
        " a sample",
    ),
    "notice_differs": Label(
        "与 {first} 不同：一个文件只写一份通知", "This differs from {first}: one file holds one notice"
    ),
    "report_center_unknown": Label("没有“{name}”这个中心", "There is no center “{name}”"),
    "report_center_ambiguous": Label(
        "有几个中心叫“{name}”，请填写中心编号：{ids}", "Several centers are called “{name}”: give the id of one, {ids}"
    ),
    "report_center_differs": Label("中心编号与名称不符：该编号是“{other}”", "The id is another center's: “{other}”"),
    "report_file_missing": Label("请选择汇总表文件", "Choose the workbook"),
    "report_twice": Label("该中心该年度已见于 {first}", "The same center and year stand in {first} already"),
    "report_case_of_none": Label(
        "本表所列报告中没有案例所属的一份；一个中心有几个年度的，请写明年度",
        "No report in this file is the one that the case belongs to; with several years of a center, give the year",
    ),
    "report_rows_empty": Label("{count} 行未填报告内容，未提交", "{count} rows tell of no report and were passed over"),
    "report_not_confirmed": Label(
        "{zh_}请核对；确认无误的，在“确认理由”一栏写明理由，或统一给出理由",
        "{en_} Look again; where it is right, give the reason in its column, or one for all",
    ),
    "holiday_too_long": Label("一个节日不得超过 {most} 天", "A holiday has at most {most} days"),
    **SHEET_ERRORS,
}

_OTHERWISE = Label("内容不符", "This is not what is expected")


_WORD = re.compile("'([^']*)'")


def shape_error(code: str, context: Mapping[str, Any]) -> Label:
    """What is wrong, by its code and context; a code that is not listed is said in general."""
    if {"zh", "en"} <= context.keys():
        return Label(str(context["zh"]), str(context["en"]))
    sentence, given = SHAPE_ERRORS.get(code, _OTHERWISE), _Given(context)
    in_chinese = _Given({**context, "expected": _in_chinese(context["expected"])}) if "expected" in context else given
    return Label(sentence.zh.format_map(in_chinese), sentence.en.format_map(given))


def _in_chinese(expected: object) -> str:
    """Pydantic's list of words, ``'a', 'b' or 'c'``, without its English."""
    return "、".join(_WORD.findall(str(expected))) or str(expected)


class _Given(dict[str, Any]):
    def __missing__(self, _key: str) -> str:
        return "…"
