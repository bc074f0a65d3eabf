"""YAML that means what it shows: ``on`` is a word and no truth value, a day stays text. JSON is YAML too."""

import re
from pathlib import Path
from typing import Any

import yaml

from importing.wrong_rows import WrongRows, wrong_file

_READ_AS_TEXT = ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp")


class _Loader(yaml.SafeLoader):
    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag not in _READ_AS_TEXT]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


def read_yaml(file: Path) -> Any:
    """What the file says. Raises ``WrongRows`` where it cannot be read."""
    try:
        return yaml.load(file.read_text(encoding="utf-8-sig"), _Loader)  # noqa: S506 - a safe loader, with fewer types
    except OSError as error:
        wrong = wrong_file("file_unreadable", reason=error.strerror)
    except UnicodeDecodeError:
        wrong = wrong_file("file_not_utf8")
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        wrong = wrong_file("yaml_invalid", reason=" ".join(str(error).split()))
    raise WrongRows([wrong])
