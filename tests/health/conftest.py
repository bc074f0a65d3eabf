"""The house of the API's tests."""

from tests.api.conftest import house, quiet_house, temporal_server

__all__ = ["house", "quiet_house", "temporal_server"]
