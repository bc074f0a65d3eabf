"""The settings of a command that meets an installation, running or not."""

from pathlib import Path

from embedded.folder import DataFolder
from settings import Settings


def found_settings(data: Path | None = None) -> Settings:
    """What the environment says, and for an embedded installation what its folder says: key, addresses, URL."""
    named = Settings.model_validate({} if data is None else {"data": data})
    if named.is_production:
        return named
    folder = DataFolder(named.data)
    key, running = folder.signing_key(), folder.endpoints()
    known: dict[str, object] = {"data": folder.path}
    if key and named.signing_key is None:
        known["signing_key"] = key
    if running:
        known |= running.model_dump(include={"url", "temporal_address", "temporal_ui_url"})
    if running and named.url:
        known["url"] = named.url
    return Settings.model_validate(known)
