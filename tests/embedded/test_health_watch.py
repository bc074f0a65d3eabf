"""What `hengxu up` says of its health: what lasts, once, and when all is well again."""

from embedded.health_watch import NO_ANSWER, HealthWatch, troubles_in

FULL, AWAY = {"disk_full": "磁盘已满 / the disk is full"}, {"temporal_away": "没有应答 / it doesn't answer"}


def said_of(*looks: dict[str, str]) -> list[str]:
    lines: list[str] = []
    watch = HealthWatch("http://127.0.0.1:1", lines.append)
    for look in looks:
        watch.take(look)
    return lines


def test_what_lasts_is_said_once_and_its_end_too() -> None:
    assert said_of(FULL, FULL, FULL | AWAY, FULL | AWAY, {}, {}) == [
        "不正常 disk_full：磁盘已满 / the disk is full",
        "不正常 temporal_away：没有应答 / it doesn't answer",
        "一切恢复正常 / all is well again",
    ]


def test_that_lists_are_being_made_anew_is_said_and_that_they_are() -> None:
    lines: list[str] = []
    watch = HealthWatch("http://127.0.0.1:1", lines.append)
    for left in (0, 12, 5, None, 1, 0, 0):
        watch.take_remaking(left)
    assert lines == [
        "名单和时限正在重新生成：余 12 个中心 / lists are being made anew: 12 centers are left",
        "名单和时限已全部重新生成 / lists are all made anew",
    ]


def test_what_passes_at_once_is_not_said() -> None:
    assert said_of(FULL, {}, AWAY, {}, FULL, {}) == []


def test_what_comes_back_is_said_again() -> None:
    assert len(said_of(FULL, FULL, {}, FULL, FULL)) == 3


def test_a_503_is_read_by_its_words() -> None:
    troubles = [{"word": "disk_full", "zh": "磁盘已满", "en": "the disk is full"}]
    assert troubles_in({"params": {"troubles": troubles}}) == FULL
    assert troubles_in({}) == NO_ANSWER
