"""Commands and events by which a center is renamed, serves another industry, or gives up after its approval."""

from typing import Literal

from domain.guideline.fields import FieldOfService
from domain.kernel.base import Label, Model
from domain.kernel.messages import Command, Line, Text
from domain.kernel.records import Event
from domain.values.identifiers import DocumentNumber


class Renaming(Model):
    """The name that a center bears from now on, by which paper, and why. An English name that is left out stays."""

    name_zh: Line
    name_en: Line | None = None
    document_number: DocumentNumber | None = None
    reason: Text


class RenameCenter(Renaming, Command):
    """Give the center another name."""

    type: Literal["rename_center"] = "rename_center"


class CenterRenamed(Renaming, Event):
    """The center bears another name. What was written under the former one stays as it was written."""

    TOPIC = "center_renamed:1"
    CLAUSE = "record"
    LABEL = Label("变更中心名称", "Center renamed")


class ScopeChange(Model):
    """The industry that a center serves from now on, by which paper, and why. What is left out stays as it is."""

    field: FieldOfService | None = None
    industry_scope: Text | None = None
    document_number: DocumentNumber | None = None
    reason: Text


class ChangeScope(ScopeChange, Command):
    """Change the field or the scope of the industry that the center serves (3.2)."""

    type: Literal["change_scope"] = "change_scope"


class ScopeChanged(ScopeChange, Event):
    """The center serves another field or another scope."""

    TOPIC = "scope_changed:1"
    CLAUSE = "3.2"
    LABEL = Label("变更服务领域或产业范围", "Scope changed")


class Relinquishment(Model):
    """Why the center gives up after its approval."""

    reason: Text


class Relinquish(Relinquishment, Command):
    """Declare that the center gives up, after its approval; the bureau records it (注销)."""

    type: Literal["relinquish"] = "relinquish"


class RelinquishmentDeclared(Relinquishment, Event):
    """The center has declared that it gives up; until that is recorded its duties go on."""

    TOPIC = "relinquishment_declared:1"
    CLAUSE = "house"
    LABEL = Label("申请注销", "Relinquishment declared")


class RelinquishmentWithdrawal(Model):
    """Why the center goes on after all."""

    reason: Text | None = None


class TakeBackRelinquishment(RelinquishmentWithdrawal, Command):
    """Take back the declaration that the center gives up, before it is recorded."""

    type: Literal["take_back_relinquishment"] = "take_back_relinquishment"


class RelinquishmentTakenBack(RelinquishmentWithdrawal, Event):
    """The center goes on: its declaration waits no more."""

    TOPIC = "relinquishment_taken_back:1"
    CLAUSE = "house"
    LABEL = Label("撤回注销申请", "Relinquishment taken back")


class Deregistration(Model):
    """By which document the bureau takes the center off (注销)."""

    document_number: DocumentNumber
    reason: Text | None = None


class RecordRelinquishment(Deregistration, Command):
    """Take off a center that has declared that it gives up; ``effective_on`` is the date of the document."""

    type: Literal["record_relinquishment"] = "record_relinquishment"


class CenterRelinquished(Deregistration, Event):
    """The center has ended, as it had declared."""

    TOPIC = "center_relinquished:1"
    CLAUSE = "house"
    LABEL = Label("注销中心", "Center relinquished")
