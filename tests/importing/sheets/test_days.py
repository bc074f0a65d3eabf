"""Days are read as people write them, as precise as they were written, and nothing is guessed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.values.partial_days import in_words
from importing.sheets.days import WrittenDay, read_day
from importing.sheets.errors import WrongCell

THE_DAY = date(2023, 5, 17)
WRITTEN: dict[str, WrittenDay] = {
    "2023-05-17": WrittenDay(THE_DAY),
    "2023-5-17": WrittenDay(THE_DAY),
    "2023.5.17": WrittenDay(THE_DAY),
    "2023/05/17": WrittenDay(THE_DAY),
    "2023年5月17日": WrittenDay(THE_DAY),
    " 2023 年 5 月 17 日 ": WrittenDay(THE_DAY),
    "２０２３年５月１７日": WrittenDay(THE_DAY),
    "20230517": WrittenDay(THE_DAY),
    "2023-05-17 00:00:00": WrittenDay(THE_DAY),
    "2023-05-17T14:30": WrittenDay(THE_DAY),
    "2023-05": WrittenDay("2023-05"),
    "2023.5": WrittenDay("2023-05"),
    "2023/5": WrittenDay("2023-05"),
    "2023年5月": WrittenDay("2023-05"),
    "2023年05月份": WrittenDay("2023-05"),
    "202305": WrittenDay("2023-05"),
    "2023": WrittenDay("2023"),
    "2023年": WrittenDay("2023"),
    "2023年5月前": WrittenDay(not_after="2023-05"),
    "2023年5月17日以前": WrittenDay(not_after=THE_DAY),
    "不晚于2023-05-17": WrittenDay(not_after=THE_DAY),
    "2023年底前": WrittenDay(not_after="2023"),
    "2023年5月以后": WrittenDay(not_before="2023-05"),
    "2022—2023": WrittenDay(None, "2022", "2023"),
    "2022-2023": WrittenDay(None, "2022", "2023"),
    "2022年至2023年": WrittenDay(None, "2022", "2023"),
    "2022-03~2023-05": WrittenDay(None, "2022-03", "2023-05"),
    "2022-03-2023-05": WrittenDay(None, "2022-03", "2023-05"),
    "2022.3.1—2023.5.17": WrittenDay(None, date(2022, 3, 1), THE_DAY),
    "2022/2023-05": WrittenDay(None, "2022", "2023-05"),
    "2023年5月上旬": WrittenDay(None, date(2023, 5, 1), date(2023, 5, 10)),
    "2023年2月下旬": WrittenDay(None, date(2023, 2, 21), date(2023, 2, 28)),
    "2023年上半年": WrittenDay(None, "2023-01", "2023-06"),
    "约2023年5月": WrittenDay("2023-05", approximate=True),
    "2023年5月左右": WrittenDay("2023-05", approximate=True),
    "2022-05（大致）": WrittenDay("2022-05", approximate=True),
    "2022-05 (approximate)": WrittenDay("2022-05", approximate=True),
    "日期不详": WrittenDay(),
    "Date unknown": WrittenDay(),
    "not after 2023-05": WrittenDay(not_after="2023-05"),
    "Not before 2022": WrittenDay(not_before="2022"),
    "2022 to 2023": WrittenDay(None, "2022", "2023"),
    "about 2023": WrittenDay("2023", approximate=True),
    "2023年第三季度": WrittenDay(None, "2023-07", "2023-09"),
}
NOT_READ = (
    "23.5.17",
    "5/17/2023",
    "17.05.2023",
    "May 2023",
    "2023-13",
    "2023-02-30",
    "2023年13月",
    "2023-5.17",
    "2023年2月30日前",
    "2023—2022",
    "2023年13月上旬",
    "近日",
    "2023年底",
    "约近日",
    "不详",
    "",
    "45063",
    "0999-01-01",
)


@pytest.mark.parametrize(("text", "day"), WRITTEN.items(), ids=WRITTEN.keys())
def test_a_day_is_read_as_far_as_it_was_written(text: str, day: WrittenDay) -> None:
    assert read_day(text) == day


@pytest.mark.parametrize("text", NOT_READ)
def test_what_might_be_several_days_or_none_is_not_guessed(text: str) -> None:
    with pytest.raises(WrongCell) as wrong:
        read_day(text)
    assert wrong.value.sentence.zh
    assert wrong.value.sentence.en


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_a_day_a_month_and_a_year_in_chinese_words_are_read_back(day: date) -> None:
    for known in (day, f"{day.year}-{day.month:02}", str(day.year)):
        assert read_day(in_words(known).zh) == WrittenDay(known)


@given(st.text(alphabet="0123456789年月日-—./~至前 ", max_size=20))
def test_whatever_is_written_is_read_or_refused(text: str) -> None:
    try:
        read = read_day(text)
    except WrongCell:
        return
    assert any(read)
