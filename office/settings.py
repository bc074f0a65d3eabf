"""Where the office's store lies."""

from ledger.settings import DatabaseSettings


class OfficeSettings(DatabaseSettings):
    """A file of its own, or the schema ``office`` in the ledger's database, with a role of its own."""
