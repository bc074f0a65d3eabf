"""Every setting of an installation as a Markdown table, from the settings themselves."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, SecretStr
from pydantic_core import PydanticUndefined

from domain.guideline.policy import POLICY_RULES, Policy, values_of
from production import variable
from settings import Settings

SETTINGS = "settings"
"""The name of its markers in a file."""
HOUSE_RULES = (
    "House rules are the members of one JSON object, each left out where its default is right: `HENGXU_POLICY="
    "'{\"annual_report_month_day\": [12, 20]}'`. API and workers have the same; what a changed one does, and in which "
    "order they are started with it: [operations.md](operations.md#a-changed-policy)."
)


def settings_table() -> str:
    """Name, default and meaning of each, in the order in which they are declared."""
    numbers = ("| number of `HENGXU_POLICY` | default | may be | what |", "|---|---|---|---|", *_numbers())
    return "\n".join(("| variable | default | what |", "|---|---|---|", *_rows(), "", HOUSE_RULES, "", *numbers))


def _numbers() -> Iterator[str]:
    """Each number of the house rules: what it is where nobody sets it, and what it may be."""
    defaults = Policy().model_dump(mode="json")
    for rule in POLICY_RULES:
        may_be = values_of(rule.name)
        yield (
            f"| `{rule.name}` | `{json.dumps(defaults[rule.name])}` | {may_be.zh} / {may_be.en}"
            f" | {rule.label.zh} / {rule.label.en} |"
        )


def _rows() -> Iterator[str]:
    for name, field in Settings.model_fields.items():
        default = "" if field.default is PydanticUndefined else _shown(field.default)
        meaning = re.sub(r"\s+", " ", (field.description or "").replace("``", "`")).replace("|", "\\|")
        yield f"| `{variable(name)}` | {default} | {meaning} |"


def _shown(value: Any) -> str:
    """As it is written into the environment; nothing where nothing is the default."""
    if value is None or isinstance(value, SecretStr | BaseModel):
        return ""
    return f"`{as_written(value)}`" if as_written(value) else ""


def as_written(value: Any) -> str:
    """A setting's value as the environment has it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return json.dumps(dict(value), ensure_ascii=False) if value else ""
    if isinstance(value, tuple):
        return ",".join(value)
    return f"{value:g}" if isinstance(value, float) and value < 1e6 else str(value)
