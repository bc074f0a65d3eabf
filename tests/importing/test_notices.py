"""A holiday notice from a file: what an office writes is read, and each wrong item is named by its place."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from pydantic import ValidationError

from domain.working_calendar.working_days import HolidayNotice
from importing.notices import read_notice, template_table, template_text
from importing.wrong_rows import WrongRows

HEADINGS = ["年份", "文号", "印发日期", "节日", "放假首日", "放假末日", "调休上班日"]
FIRST = [2031, "国办发明电〔2030〕9号", "2030年11月4日", "元旦", "2031-01-01", "2031.1.3", "2031-01-04"]
SPRING = ["", "", "", "春节", "2031年1月22日", "2031-01-25", "2031-01-19、2031-02-01"]


def workbook(path: Path, *rows: Sequence[object]) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "安排"
    sheet.append(["国务院办公厅关于2031年部分节假日安排的通知"])
    sheet.append(HEADINGS)
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path


def faults(path: Path) -> dict[str, str]:
    with pytest.raises(WrongRows) as caught:
        read_notice(path)
    return {row.place: row.sentence.en for row in caught.value.rows}


def test_a_row_for_each_holiday_is_one_notice(tmp_path: Path) -> None:
    notice = HolidayNotice.model_validate(read_notice(workbook(tmp_path / "n.xlsx", FIRST, SPRING)).stated)
    assert (notice.year, str(notice.number), str(notice.issued_on)) == (2031, "国办发明电〔2030〕9号", "2030-11-04")
    assert list(map(str, notice.holidays)) == [
        *(f"2031-01-{day:02}" for day in (1, 2, 3)),
        *(f"2031-01-{day}" for day in (22, 23, 24, 25)),
    ]
    assert list(map(str, notice.working_weekends)) == ["2031-01-04", "2031-01-19", "2031-02-01"]


def test_every_wrong_cell_of_a_notice_is_named(tmp_path: Path) -> None:
    wrong = ["", "国办发明电〔2030〕8号", "", "春节", "2031-01-25", "2031-01-22", ""]
    other_year = ["", "", "", "国庆", "2032-10-01", "", "2031-10-08"]
    no_day = ["", "", "", "劳动节", "五月一日", "", ""]
    found = faults(workbook(tmp_path / "n.xlsx", FIRST, wrong, no_day))
    assert found.pop("安排!E5").startswith("This is no day.")
    assert found == {
        "安排!B4": "This differs from 安排!B3: one file holds one notice",
        "安排!F4": "The range runs backwards",
    }
    assert faults(workbook(tmp_path / "m.xlsx", FIRST, other_year)) == {
        "安排!E4": "2032-10-01 is no day of the notice for 2031",
        "安排!G4": "The make-up working day 2031-10-08 is neither Saturday nor Sunday",
    }


def test_every_wrong_item_of_a_text_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "n.yaml"
    file.write_text(
        "year: 2031\nnumber: 国办〔2030〕9号\nissued_on: 2030-11-04\nholidays: [2031-01-01, 2030-10-01, soon]\n"
        "working_weekends: [2031-01-06, 2031-01-04]\nholyday: []\n",
        encoding="utf-8",
    )
    assert set(faults(file)) == {"holidays[1]", "holidays[2]", "working_weekends[0]", "holyday"}


def test_what_is_no_notice_is_told_where_a_sample_is(tmp_path: Path) -> None:
    file = tmp_path / "n.json"
    file.write_text("[]", encoding="utf-8")
    assert "--template" in faults(file)["$"]


def test_a_body_of_the_api_is_a_notice_too(tmp_path: Path) -> None:
    notice = {"year": 2031, "number": "国办发明电〔2030〕9号", "issued_on": "2030-11-04", "holidays": ["2031-01-01"]}
    file = tmp_path / "n.json"
    file.write_text(json.dumps({"type": "enter_holiday_notice", "notice": notice}), encoding="utf-8")
    assert read_notice(file).stated == notice


def test_the_sample_workbook_is_read_once_its_example_is_written_over(tmp_path: Path) -> None:
    file = tmp_path / "sample.xlsx"
    file.write_bytes(template_table())
    assert "$" in faults(file)
    book = load_workbook(file)
    for number, value in enumerate(map(str, FIRST), start=1):
        book.worksheets[0].cell(2, number, value)
    book.save(file)
    assert HolidayNotice.model_validate(read_notice(file).stated).year == 2031


def test_the_sample_of_json_is_nobody_elses_notice() -> None:
    sample = json.loads(template_text())
    with pytest.raises(ValidationError) as caught:
        HolidayNotice.model_validate(sample)
    assert {error["loc"][0] for error in caught.value.errors()} == {"number"}
