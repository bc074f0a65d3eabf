"""A command speaks the reader's language, as the locale or ``--lang`` has it; its help is whole; its tables fit."""

import io
import re
import sys
from collections import Counter
from collections.abc import Iterator

import pytest
import typer
from rich.cells import cell_len

import cli
from domain.kernel.base import Label
from terminal.language import Language, of_locale, want, words, words_of
from terminal.layout import print_table, wrapped

ANSI = re.compile(r"\x1b\[[0-9;]*m")
CHINESE = re.compile(r"[一-鿿]")
COLUMNS = tuple(Label(f"第{place}列", f"column {place}") for place in range(6))
ROWS = [("sh-space-energy", "上海市空间能源产业计量测试中心", "筹建", "", "2026-11-30", "年度筹建情况报送")] * 2


class Screen(io.StringIO):
    """Standard output of a terminal."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def both_again() -> Iterator[None]:
    yield
    want(None)


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ({}, None),
        ({"LANG": "C.UTF-8"}, None),
        ({"LANG": "POSIX"}, None),
        ({"LANG": "zh_CN.UTF-8"}, Language.ZH),
        ({"LANG": "zh-Hant"}, Language.ZH),
        ({"LANG": "en_US.UTF-8"}, Language.EN),
        ({"LANG": "de_DE@euro"}, Language.EN),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "", "LC_MESSAGES": "en_GB.UTF-8"}, Language.EN),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_CN.GB18030"}, Language.ZH),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, None),
    ],
)
def test_the_locale_tells_the_language_or_none(locale: dict[str, str], language: Language | None) -> None:
    assert of_locale(locale) is language


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("place", [0, 1, 3])
def test_a_language_that_is_asked_for_is_spoken_wherever_it_stands(
    language: Language, place: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8" if language is Language.ZH else "zh_CN.UTF-8")
    line = ["token", "officer", "--org", "123"]
    assert cli.run([*line[:place], f"--lang={language}", *line[place:]]) == 2
    written = capsys.readouterr().err
    assert bool(CHINESE.search(written)) is (language is Language.ZH)
    assert "credit code" in written or language is Language.ZH


def test_without_a_language_both_are_spoken_and_one_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["token", "officer", "--org", "123"]) == 2
    assert " / " in capsys.readouterr().err
    assert cli.run(["tables", "--lang", "tlh"]) == 2
    assert "there is no language tlh" in capsys.readouterr().err


def test_a_line_of_both_languages_is_said_in_one_and_what_is_no_pair_is_left() -> None:
    want(Language.ZH)
    assert words_of("数据文件夹 / the folder [HENGXU_DATA]") == "数据文件夹 [HENGXU_DATA]"
    assert words_of("a / b / c") == "a / b / c"
    want(Language.EN)
    assert words_of("核验 / verifying") == words(Label("核验", "verifying")) == "verifying"


def every_command() -> Iterator[tuple[list[str], object]]:
    def below(path: list[str], command: object) -> Iterator[tuple[list[str], object]]:
        yield path, command
        for name, inner in getattr(command, "commands", {}).items():
            yield from below([*path, name], inner)

    return below([], typer.main.get_command(cli.app))


@pytest.mark.parametrize("width", [60, 80])
@pytest.mark.parametrize("language", Language)
def test_every_help_is_in_one_language_within_the_width_and_nothing_of_it_is_cut(
    language: Language, width: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    for path, command in every_command():
        assert cli.run([*path, "--help", "--lang", language.value]) == 0
        page = capsys.readouterr().out
        assert [line for line in page.splitlines() if cell_len(line) > width] == []
        assert re.findall(r"\w\.\.\.", page) == []
        assert bool(CHINESE.search(page)) is (language is Language.ZH), path
        for inner in getattr(command, "commands", {}).values():
            help_text = "".join(words_of(" ".join(inner.help.split()).removesuffix(".")).split())
            assert help_text in "".join(page.split())


def test_every_help_text_is_of_both_languages() -> None:
    texts = [
        (path, text)
        for path, command in every_command()
        for text in [
            getattr(command, "help", ""),
            *(getattr(one, "help", "") for one in getattr(command, "params", ())),
        ]
        if text and CHINESE.search(text)
    ]
    assert len(texts) > 50
    assert [(path, text) for path, text in texts if len(text.split(" / ")) != 2] == []


@pytest.mark.parametrize("width", [40, 60, 80, 120])
@pytest.mark.parametrize("language", [*Language, None])
def test_a_table_fits_the_terminal_and_loses_nothing(
    width: int, language: Language | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = Screen()
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setenv("COLUMNS", str(width))
    want(language)
    print_table("名录", COLUMNS, ROWS)
    lines = ANSI.sub("", screen.getvalue()).splitlines()
    assert max(map(cell_len, lines)) <= width
    assert Counter("".join(lines)) >= Counter("".join(cell for row in ROWS for cell in row))


def test_in_a_pipe_each_row_is_one_line_without_a_frame(capsys: pytest.CaptureFixture[str]) -> None:
    print_table("名录", COLUMNS, ROWS)
    title, head, *rows = capsys.readouterr().out.splitlines()
    assert title == "名录"
    assert len(rows) == len(ROWS)
    assert re.split(" {2,}", rows[0]) == [cell for cell in ROWS[0] if cell]
    assert cell_len(head[: head.index("第1列")]) == cell_len(rows[0][: rows[0].index("上海")])


def test_lines_are_as_wide_as_their_characters() -> None:
    assert all(cell_len(line) <= 20 for line in wrapped("上海市空间能源产业计量测试中心 sh-space-energy", 20))
    assert wrapped("  " + "字" * 20, 22) == ["  " + "字" * 10] * 2


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("dance", "没有命令 dance"),
        ("up --prot 3", "没有选项 --prot"),
        ("show", "缺少参数 CENTER"),
        ("show a b", "多余的参数：b"),
        ("audit", "缺少命令"),
        ("up --port 0", "--port 的值 0 不在 1<=x<=65535 范围内"),
        ("up --port high", "--port 的值有误："),
    ],
)
def test_wrong_use_is_told_in_the_readers_language(line: str, answer: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run([*line.split(), "--lang", "zh"]) == 2
    assert answer in capsys.readouterr().err
