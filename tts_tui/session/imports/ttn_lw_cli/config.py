"""The config of `ttn-lw-cli`: which server it names. (`commands/config.go`, `use.go`)"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from tts_tui.session.imports.ttn_lw_cli.files import BadFile, content

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Config", "of_environment", "read_config"]

_TEXTS: Final = (
    "application-server-grpc-address",
    "ca",
    "credentials-id",
    "identity-server-grpc-address",
    "join-server-grpc-address",
    "network-server-grpc-address",
    "oauth-server-address",
)
_SWITCHES: Final = ("application-server-enabled", "insecure")
_NO: Final = ("", "0", "f", "false", "n", "no", "off")


class _Setting(NamedTuple):
    text: str
    address_part: Path | str
    """The file, or the variable of the environment."""
    line: int | None


class Config:
    """The settings that matter here, each with its place. Two with the same settings are equal."""

    def __init__(self, settings: Mapping[str, _Setting]) -> None:
        self.settings = settings

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Config) and self.settings == other.settings

    def __hash__(self) -> int:
        return hash(frozenset(self.settings.items()))

    def over(self, other: Config) -> Config:
        """These settings, and those of `other` that are not set here."""
        return Config({**other.settings, **self.settings})

    def text(self, key: str) -> str:
        """What is set, or nothing."""
        return self.settings[key].text.strip() if key in self.settings else ""

    def switch(self, key: str, *, default: bool) -> bool:
        """Whether it is on."""
        return self.text(key).lower() not in _NO if key in self.settings else default

    def names_a_server(self) -> bool:
        """Whether there is an address in it."""
        return bool(self.text("identity-server-grpc-address") or self.text("oauth-server-address"))

    def bad(self, key: str, why: str) -> BadFile:
        """The error in that setting."""
        setting = self.settings[key]
        return BadFile(setting.address_part, setting.line, f"{key}: {why}")

    def folder(self, key: str) -> Path:
        """The folder that a path in that setting begins at."""
        address_part = self.settings[key].address_part
        try:
            return address_part.absolute().parent if isinstance(address_part, Path) else Path.cwd()
        except FileNotFoundError:  # the current folder is gone, and so is what was in it
            return Path()

    @property
    def variables(self) -> list[str]:
        """The variables of the environment that are among its settings."""
        return [each.address_part for each in self.settings.values() if isinstance(each.address_part, str)]


def of_environment() -> Config:
    """The settings of the environment, which go before those of every file. (`pkg/config/config.go`)"""
    variables = {each: f"TTN_LW_{each.upper().replace('-', '_')}" for each in _TEXTS + _SWITCHES}
    return Config(
        {key: _Setting(os.environ[name], name, None) for key, name in variables.items() if name in os.environ}
    )


def read_config(path: Path) -> Config:
    """The settings of a file. Raises BadFile."""
    import yaml

    text = content(path)
    try:
        # The nodes as they stand: nothing is built from them, and each knows its line.
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise BadFile(path, mark.line + 1 if mark else None, "Not YAML.") from None
    except (yaml.YAMLError, RecursionError, ValueError):
        raise BadFile(path, None, "Not YAML.") from None
    if root is None:
        return Config({})
    if not isinstance(root, yaml.MappingNode):
        raise BadFile(path, root.start_mark.line + 1, "Not a config of ttn-lw-cli: it has no settings.")
    settings = {}
    for key, value in root.value:
        # The program reads its keys whatever their case.
        name = key.value.lower() if isinstance(key, yaml.ScalarNode) else ""
        if name not in _TEXTS + _SWITCHES:
            continue
        line = value.start_mark.line + 1
        if not isinstance(value, yaml.ScalarNode):
            raise BadFile(path, line, f"{name} has one value, not several.")
        null = value.tag == "tag:yaml.org,2002:null"
        settings[name] = _Setting("" if null else value.value, path, line)
    return Config(settings)
