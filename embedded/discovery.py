"""The settings of a command that meets an installation, running or not."""

from pathlib import Path

from embedded.folder import DataFolder
from settings import Settings


def found_settings(data: Path | None = None) -> Settings:
    """What the environment says; where it says nothing, what the folder of an embedded installation says.

    Beside an OIDC issuer no folder is asked. Other signs of production may be those of a service elsewhere that a
    command talks to; what starts a service, or gives out tokens, refuses them by itself.
    """
    named = Settings.model_validate({} if data is None else {"data": data})
    if named.oidc_issuer is not None:
        return named
    folder = DataFolder(named.data)
    known: dict[str, object] = {"data": folder.path}
    if running := folder.endpoints():
        known |= running.model_dump(include={"url", "temporal_address", "temporal_ui_url"})
    if key := folder.signing_key():
        known["signing_key"] = key
    given = {name: getattr(named, name) for name in named.model_fields_set if name != "data"}
    return Settings.model_validate(known | given)
