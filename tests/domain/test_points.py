"""Points on the two axes as an auditor types them."""

from datetime import UTC, date, datetime

import pytest

from domain.values.points import Point, parse_point

IN_APRIL = date(2026, 4, 1)
IN_JULY = datetime(2026, 7, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("now", Point()),
        ("2026-04-01", Point(as_of=IN_APRIL)),
        ("@2026-07-01T00:00:00Z", Point(known_at=IN_JULY)),
        ("@2026-07-01T08:00:00+08:00", Point(known_at=IN_JULY)),
        ("2026-04-01@2026-07-01T00:00:00Z", Point(IN_APRIL, IN_JULY)),
    ],
)
def test_a_point_names_a_day_an_instant_or_both(text: str, point: Point) -> None:
    assert parse_point(text) == point


def test_a_day_of_knowing_means_its_end_in_shanghai() -> None:
    assert parse_point("@2026-07-01").known_at == datetime(2026, 7, 1, 15, 59, 59, 999_999, tzinfo=UTC)


@pytest.mark.parametrize("text", ["now", "2026-04-01", "@2026-07-01T00:00:00Z", "2026-04-01@2026-07-01T00:00:00Z"])
def test_a_point_is_written_as_it_is_typed(text: str) -> None:
    assert str(parse_point(text)) == text


@pytest.mark.parametrize(
    "text",
    ["", "@", "2026-04", "2026-02-30", "2026-04-01@", "@2026-07-01T00:00:00", "@soon", "now@2026-07-01", "20260401"],
)
def test_anything_else_is_refused_in_both_languages(text: str) -> None:
    with pytest.raises(ValueError, match=" / "):
        parse_point(text)
