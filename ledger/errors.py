"""What can go wrong at the ledger, each said in both languages with what to do about it."""

from collections.abc import Iterable

from domain.kernel.base import Label


class LedgerError(Exception):
    """Base of all. ``sentence`` says it in Chinese and in English; no driver's error passes the ledger's door."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh, en)
        self.sentence = Label(zh, en)

    def __str__(self) -> str:
        return f"{self.sentence.zh} / {self.sentence.en}"


class VersionConflict(LedgerError):
    """The stream has moved on since it was read: decide again on what stands now."""

    def __init__(self, stream: str, expected: int, actual: int) -> None:
        super().__init__(
            f"{stream} 的记录已由第 {expected} 版变为第 {actual} 版，请据最新记录重新决定",
            f"{stream} has moved on from version {expected} to {actual}: decide again on what stands now",
        )
        self.stream, self.expected, self.actual = stream, expected, actual


class DocumentsGone(LedgerError):
    """A document was removed since whoever decides looked whether it is held: decide again on what stands now."""

    def __init__(self) -> None:
        super().__init__(
            "所引用的文件刚被清理，请据最新情况重新决定",
            "a document that was held a moment ago has been removed: decide again on what stands now",
        )


class CommandIdReused(LedgerError):
    """A command id already names a decision of other content."""

    def __init__(self, command_id: str) -> None:
        super().__init__(
            f"命令编号 {command_id} 已用于另一项内容不同的决定，请换一个编号",
            f"command id {command_id} already names another decision with other content: use a new id",
        )
        self.command_id = command_id


class LedgerUnavailable(LedgerError):
    """The database is away, locked or not a ledger. Nothing was decided: the same call may be made again."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"账本数据库暂不可用（{reason}），请检查数据库是否在运行、地址和权限是否正确，然后重试",
            f"the ledger's database is not available ({reason}): see that it runs and that its address and "
            "permissions are right, then try again",
        )
        self.reason = reason


class LedgerDamaged(LedgerUnavailable):
    """What the file holds is no database any more."""


class LedgerFault(LedgerError):
    """The database refused a statement for a reason that trying again will not cure."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"账本数据库拒绝了该操作：{reason}", f"the ledger's database refused: {reason}")
        self.reason = reason


class LedgerNotMigrated(LedgerError):
    """The schema is absent or older than this program."""

    def __init__(self, found: int, needed: int) -> None:
        super().__init__(
            f"账本的数据库结构为第 {found} 步，本程序需要第 {needed} 步，请先运行 hengxu migrate",
            f"the ledger's schema is at step {found} and this program needs step {needed}: run hengxu migrate",
        )
        self.found, self.needed = found, needed


class LedgerTopicsUnlisted(LedgerError):
    """The database takes no event of some of this program's types yet."""

    def __init__(self, topics: Iterable[str]) -> None:
        named = ", ".join(sorted(topics))
        super().__init__(
            f"账本数据库尚未列入本程序的事件类型 {named}，请先运行 hengxu migrate",
            f"the ledger's database does not list this program's types of events {named}: run hengxu migrate",
        )


class LedgerNewer(LedgerError):
    """The schema was made by a newer program than this one."""

    def __init__(self, found: int, known: int) -> None:
        super().__init__(
            f"账本的数据库结构为第 {found} 步，本程序只认识到第 {known} 步，请更新程序",
            f"the ledger's schema is at step {found} and this program knows only {known}: update the program",
        )
        self.found, self.known = found, known


class LedgerUnsafe(LedgerError):
    """The database is set up so that a record could be lost or rewritten."""


class UnknownTopic(LedgerError):
    """A stored name that this program has no shape for; it is never looked up anywhere else."""

    def __init__(self, topic: str) -> None:
        super().__init__(
            f"账本中有本程序不认识的事件类型 {topic}，请更新程序",
            f"the ledger holds an event of the unknown type {topic}: update the program",
        )
        self.topic = topic


class UnreadableRecord(LedgerError):
    """A stored record whose bytes do not fit its type, or name another place than the one they lie in."""

    def __init__(self, stream: str, version: int, topic: str) -> None:
        super().__init__(
            f"{stream} 第 {version} 条记录（{topic}）无法读取或与其位置不符，请停止使用并核验账本",
            f"record {version} of {stream} ({topic}) cannot be read or is out of its place: stop and verify the ledger",
        )
        self.stream, self.version, self.topic = stream, version, topic


class BadCursor(LedgerError):
    """A cursor that no page gave out."""

    def __init__(self) -> None:
        super().__init__("游标无效，请从第一页重新查询", "no page gave out this cursor: start at the first page")
