"""How programs write what they log; read before every other setting, so that whatever is wrong is told in that form."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator
from pydantic_settings import BaseSettings, SettingsConfigDict

LogFormat = Literal["plain", "json"]
LogLevel = Literal["debug", "info", "warning", "error"]


def _lower(given: Any) -> Any:
    return given.strip().lower() if isinstance(given, str) else given


class LogSettings(BaseSettings):
    """The form of a line, and from which level on there is one."""

    model_config = SettingsConfigDict(env_prefix="HENGXU_", frozen=True, extra="ignore", use_attribute_docstrings=True)

    log_format: Annotated[LogFormat, BeforeValidator(_lower)] = "plain"
    """``plain`` or ``json``, one object a line: what programs write on standard error, and ``logs/up.log``."""
    log_level: Annotated[LogLevel, BeforeValidator(_lower)] = "info"
    """From which level on something is logged: ``debug``, ``info``, ``warning`` or ``error``."""
