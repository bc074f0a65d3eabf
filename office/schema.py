"""The office's schema, the same in both databases, in numbered steps that never change once released.

``{text}`` is a text that sorts by its bytes. Instants are texts of UTC that sort as they follow each other.
"""

from ledger.steps import Step

SESSIONS = Step(
    "sessions",
    (
        "CREATE TABLE schema_steps (step INTEGER PRIMARY KEY, name {text} NOT NULL)",
        # Of the id that the browser has only its digest: who reads the store can't go on with anybody's session.
        """CREATE TABLE sessions (
            digest {text} PRIMARY KEY,
            person {text} NOT NULL,
            actor {text} NOT NULL,
            key_id {text},
            begun_at {text} NOT NULL,
            expires_at {text} NOT NULL
        )""",
        "CREATE INDEX sessions_by_person ON sessions (person)",
        "CREATE INDEX sessions_by_expiry ON sessions (expires_at)",
    ),
)

CALENDAR_ADDRESSES = Step(
    "calendar addresses",
    (
        """CREATE TABLE calendar_addresses (
            digest {text} PRIMARY KEY,
            address_id {text} NOT NULL UNIQUE,
            person {text} NOT NULL,
            actor {text} NOT NULL,
            note {text} NOT NULL,
            made_at {text} NOT NULL,
            expires_at {text} NOT NULL
        )""",
        "CREATE INDEX calendar_addresses_by_person ON calendar_addresses (person)",
    ),
)

READS = Step(
    "reads",
    (
        """CREATE TABLE reads (
            at {text} NOT NULL,
            read_id {text} NOT NULL,
            person {text} NOT NULL,
            actor_id {text} NOT NULL,
            actor_name {text} NOT NULL,
            role {text} NOT NULL,
            org {text},
            district {text},
            via {text} NOT NULL,
            route {text} NOT NULL,
            object {text},
            query {text},
            status INTEGER NOT NULL,
            address {text} NOT NULL,
            PRIMARY KEY (at, read_id)
        )""",
        "CREATE INDEX reads_by_person ON reads (person, at)",
        "CREATE INDEX reads_by_object ON reads (object, at)",
    ),
)

UPLOADS = Step(
    "uploads",
    (
        # One row for each document that the ledger holds; what is known of those of before is only that they are there.
        """CREATE TABLE uploads (
            sha256 {text} PRIMARY KEY,
            person {text} NOT NULL,
            size BIGINT NOT NULL,
            sent_at {text} NOT NULL,
            renewed_at {text} NOT NULL,
            position BIGINT NOT NULL,
            status {text} NOT NULL
        )""",
        "CREATE INDEX uploads_by_person ON uploads (person, sent_at)",
        "CREATE INDEX uploads_by_status ON uploads (status, renewed_at)",
    ),
)

DRAFTS = Step(
    "drafts",
    (
        # The owner is part of the key: nobody's draft is in the place of another's.
        """CREATE TABLE drafts (
            person {text} NOT NULL,
            role {text} NOT NULL,
            speaks_for {text} NOT NULL,
            draft_id {text} NOT NULL,
            stream {text} NOT NULL,
            type {text} NOT NULL,
            title {text} NOT NULL,
            content {text} NOT NULL,
            files {text} NOT NULL,
            changed_at {text} NOT NULL,
            PRIMARY KEY (person, role, speaks_for, draft_id)
        )""",
        "CREATE INDEX drafts_by_change ON drafts (changed_at)",
    ),
)

STEPS = (SESSIONS, CALENDAR_ADDRESSES, READS, UPLOADS, DRAFTS)
TABLES = ("sessions", "calendar_addresses", "reads", "uploads", "drafts")
"""Whose rows the application makes, changes and removes."""


def statements_for(text: str) -> tuple[Step, ...]:
    """The steps with a database's own type of text."""
    return tuple(Step(step.name, tuple(made.format(text=text) for made in step.statements)) for step in STEPS)
