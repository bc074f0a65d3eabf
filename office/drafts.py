"""Drafts: forms of decisions that somebody has begun and not signed yet. Each is seen by its owner alone, in the role
in which it was begun, and forgotten a set time after it was last changed. Nothing of a draft has been decided.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from domain.kernel.roles import Actor
from domain.values.comparing_form import comparing_form
from office.instants import instant_of, kept
from office.store import Row, Store

MOST_DRAFTS = 100
"""Drafts of one owner."""
LARGEST = 4_000_000
"""Characters of one draft's answers and names of files, as they are stored."""
MOST_BYTES = 20_000_000
"""Of all drafts of one owner, their answers and the names of their files, unless the house says otherwise."""
LONGEST_TITLE = 200
"""Characters that are kept of a title; a center's name has no more."""

Fields = tuple[tuple[str, str], ...]
"""What a browser sent, field by field, files aside."""


class Owner(NamedTuple):
    """Whose a draft is: the person, in one role, speaking for one organisation, district or center."""

    person: str
    role: str
    speaks_for: str

    @classmethod
    def of(cls, actor: Actor) -> "Owner":
        """As whoever is signed in."""
        bounds = (actor.org, actor.district, actor.center)
        return cls(comparing_form(actor.id), actor.role.value, " ".join(bound for bound in bounds if bound))


class Draft(NamedTuple):
    """One form, begun. ``draft_id`` is the id of the decision that it becomes; ``stream`` what it is about, empty for a
    center that is yet to be; ``type`` the decision's name on the wire; ``title`` how its owner knows it where no center
    has a name yet; ``files`` the digests of those that were sent in with it, each with its own name; ``is_checked``
    whether it was last looked at to be signed; ``expected_version`` that of the stream when its owner last saw how
    things stand. ``changed_at`` is UTC.
    """

    draft_id: str
    stream: str
    type: str
    title: str
    fields: Fields
    files: Mapping[str, str]
    is_checked: bool
    expected_version: int | None
    changed_at: datetime


OWN = "person = :person AND role = :role AND speaks_for = :speaks_for"
COLUMNS = "draft_id, stream, type, title, content, files, changed_at"
KEEP = (
    "INSERT INTO drafts (person, role, speaks_for, draft_id, stream, type, title, content, files, changed_at)"
    " SELECT :person, :role, :speaks_for, :draft_id, :stream, :type, :title, :content, :files, :changed_at"
    f" WHERE (SELECT count(*) FROM drafts WHERE {OWN} AND draft_id <> :draft_id) < :most"
    " AND (SELECT coalesce(sum(length(content) + length(files)), 0) FROM drafts"
    f" WHERE {OWN} AND draft_id <> :draft_id) <= :room"
    " ON CONFLICT (person, role, speaks_for, draft_id) DO UPDATE SET stream = excluded.stream, type = excluded.type,"
    " title = excluded.title, content = excluded.content, files = excluded.files, changed_at = excluded.changed_at"
)
FIND = f"SELECT {COLUMNS} FROM drafts WHERE {OWN} AND draft_id = :draft_id"
ALL_OF = f"SELECT {COLUMNS} FROM drafts WHERE {OWN} ORDER BY changed_at DESC, draft_id"
REMOVE = f"DELETE FROM drafts WHERE {OWN} AND draft_id = :draft_id"
FORGET = "DELETE FROM drafts WHERE changed_at < :before"
NAMED_BY_A_DRAFT = "EXISTS (SELECT 1 FROM drafts WHERE replace(drafts.files, uploads.sha256, '') <> drafts.files)"
"""Of a row of ``uploads``: whether somebody's draft has that file."""


class Drafts:
    """All that are kept. Each method may raise ``OfficeError``."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def keep(self, owner: Owner, draft: Draft, most_bytes: int = MOST_BYTES) -> bool:
        """Keeps it, in the place of an earlier one of that id; False, and nothing changed, where its owner has as many
        as there may be, it is too large, or with it all of theirs would take more than ``most_bytes``.
        """
        values = _values(owner, draft)
        size = len(str(values["content"])) + len(str(values["files"]))  # ASCII: as many bytes as characters
        if size > min(LARGEST, most_bytes):
            return False
        return self._store.change(KEEP, [values | {"most": MOST_DRAFTS, "room": most_bytes - size}]) > 0

    def find(self, owner: Owner, draft_id: str) -> Draft | None:
        """The owner's draft of that id."""
        found = self._store.rows(FIND, owner._asdict() | {"draft_id": draft_id})
        return _draft(found[0]) if found else None

    def all_of(self, owner: Owner) -> list[Draft]:
        """The owner's, the last changed first."""
        return [_draft(row) for row in self._store.rows(ALL_OF, owner._asdict())]

    def remove(self, owner: Owner, draft_id: str) -> bool:
        """It was signed or discarded; whether there was such a one."""
        return self._store.change(REMOVE, [owner._asdict() | {"draft_id": draft_id}]) > 0

    def forget(self, before: datetime) -> int:
        """Removes what nobody has changed since; how many there were."""
        return self._store.change(FORGET, [{"before": kept(before)}])


def _values(owner: Owner, draft: Draft) -> dict[str, object]:
    content = {
        "fields": draft.fields,
        "is_checked": draft.is_checked,
        "expected_version": draft.expected_version,
    }
    return {
        **owner._asdict(),
        "draft_id": draft.draft_id,
        "stream": draft.stream,
        "type": draft.type,
        "title": draft.title[:LONGEST_TITLE],
        "content": json.dumps(content),
        "files": json.dumps(dict(draft.files)),
        "changed_at": kept(draft.changed_at),
    }


def _draft(row: Row) -> Draft:
    draft_id, stream, type_, title, content, files, changed_at = row
    known = json.loads(content)
    return Draft(
        draft_id,
        stream,
        type_,
        title,
        tuple((name, text) for name, text in known["fields"]),
        json.loads(files),
        known["is_checked"],
        known["expected_version"],
        instant_of(changed_at),
    )
