"""What can go wrong at the office's store, each said in both languages with what to do about it."""

from collections.abc import Iterator
from contextlib import contextmanager

from domain.kernel.base import Label
from ledger.errors import LedgerDamaged, LedgerFault, LedgerUnavailable


class OfficeError(Exception):
    """Base of all. ``sentence`` says it in Chinese and in English; no driver's error passes the store's door."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh, en)
        self.sentence = Label(zh, en)

    def __str__(self) -> str:
        return f"{self.sentence.zh} / {self.sentence.en}"


class OfficeUnavailable(OfficeError):
    """The store is away, locked or full: the same call may be made again."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"会话与阅览记录库暂不可用（{reason}），请检查 HENGXU_OFFICE_URL、磁盘空间和权限，然后重试；台账不受影响",
            f"the store of sessions and reads is not available ({reason}): look at HENGXU_OFFICE_URL, the disk and its "
            "permissions, then try again; the ledger is not concerned",
        )
        self.reason = reason


class OfficeDamaged(OfficeUnavailable):
    """What the file holds is no database any more."""


class OfficeNotMigrated(OfficeError):
    """The schema is absent or older than this program."""

    def __init__(self, found: int, needed: int) -> None:
        super().__init__(
            f"会话与阅览记录库的结构为第 {found} 步，本程序需要第 {needed} 步，请先运行 hengxu migrate",
            f"the schema of sessions and reads is at step {found} and this program needs step {needed}: run hengxu "
            "migrate",
        )


class OfficeNewer(OfficeError):
    """The schema was made by a newer program than this one."""

    def __init__(self, found: int, known: int) -> None:
        super().__init__(
            f"会话与阅览记录库的结构为第 {found} 步，本程序只认识到第 {known} 步，请更新程序",
            f"the schema of sessions and reads is at step {found} and this program knows only {known}: update the "
            "program",
        )


class OfficeUnsafe(OfficeError):
    """The roles in PostgreSQL are set up so that the store is not apart from the ledger."""


@contextmanager
def in_own_words() -> Iterator[None]:
    """Turns what the ledger's drivers say into the office's words."""
    try:
        yield
    except LedgerDamaged as error:
        raise OfficeDamaged(error.reason) from error
    except (LedgerUnavailable, LedgerFault) as error:
        raise OfficeUnavailable(error.reason) from error
