"""One PostgreSQL server for all of these tests."""

from tests.ledger.conftest import empty_database, postgres, postgres_settings

__all__ = ["empty_database", "postgres", "postgres_settings"]
