"""Chinese on an English page is marked as Chinese."""

import pytest

from api.console.frame.foreign_passages import marked

CASES = {
    "<p>Under 沪市监计量〔2023〕213号.</p>": '<p>Under <span lang="zh-CN">沪市监计量〔2023〕213号</span>.</p>',
    "<p>Lead: 上海院, 同济大学</p>": (
        '<p>Lead: <span lang="zh-CN">上海院</span>, <span lang="zh-CN">同济大学</span></p>'
    ),
    '<span lang="zh-CN">上海院</span>': '<span lang="zh-CN">上海院</span>',
    '<option value="a">上海</option>': '<option value="a" lang="zh-CN">上海</option>',
    "<title>上海院 · Hengxu</title>": "<title>上海院 · Hengxu</title>",
    '<text x="1">张主任</text>': '<text x="1" lang="zh-CN">张主任</text>',
    '<input name="q" value="海缆">': '<input lang="zh-CN" name="q" value="海缆">',
    '<input type="hidden" name="q" value="海缆">': '<input type="hidden" name="q" value="海缆">',
    "<script>let a = '中';</script>": "<script>let a = '中';</script>",
    "<p>Nothing foreign</p>": "<p>Nothing foreign</p>",
}


@pytest.mark.parametrize(("page", "expected"), CASES.items())
def test_every_passage_is_marked_and_nothing_else(page: str, expected: str) -> None:
    assert marked(page) == expected


@pytest.mark.parametrize("page", CASES)
def test_what_is_marked_is_not_marked_again(page: str) -> None:
    assert marked(marked(page)) == marked(page)
