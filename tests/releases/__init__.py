"""What each release wrote and called things, kept for good: every later release must still read it.

A folder for each release, named by its version, holds

- ``data/``: a data folder as that release left it, without Temporal's store: its keys, the ledger (SQLite, packed);
- ``kept/``: checkpoints and the verifier keys, as somebody outside has kept them;
- ``bundle.zip``: an evidence bundle that the release has made;
- ``postgres.sql.gz``: the same log in PostgreSQL, schema and rows, in the form of ``pg_dump``;
- ``reading.json``: how the log reads (``tests/releases/reading.py``);
- ``names.json``: every name that the release has shown to others (``tests/releases/names.py``).

**When a release is made**, after its version was raised in ``pyproject.toml``::

    python -m tests.releases.make 0.2.0

writes its folder; commit it with the release. Nothing in the folder of a release is ever changed afterwards, but for
one file: where a decision reads what is on record in another way (an ADR says why), ``reading.json`` follows it by
``python -m tests.releases.reading 0.1.0``, and the difference is reviewed line by line.

What the log tells stands in ``tests/releases/stories.py``. A new kind of event goes into a story there: ``make`` ends
with its name where one is missing. A decision that a release begins to refuse stays in the story, as ``either``: the
log then holds the refusal.

The keys in these folders sign nothing else; they are public.
"""
