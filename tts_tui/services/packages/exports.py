"""A package association's changes as commands, secrets left out. (`commands/applications_packages.go`)"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tts_tui.api.resources import packages
from tts_tui.api.secret import SecretStr
from tts_tui.services.packages.rules import hidden
from tts_tui.services.shell_export import CLICommand, Export

if TYPE_CHECKING:
    from tts_tui.api.resources.packages import Association

__all__ = ["delete", "put"]

_FROM_FILE: Final = "ttn-lw-cli reads the data from a file: write it to data.json first."
_NO_CLEARING: Final = "ttn-lw-cli can't clear the data of a package."
_SECRETS: Final = "Secrets in the data are left out: put them in the place of SECRET."


def put(application_id: str, wanted: Association, paths: tuple[str, ...]) -> Export:
    """Put a package on a port, or change the fields that `paths` name."""
    shown = wanted.model_copy(update={"data": SecretStr(hidden(wanted.data, "SECRET"))})
    flags, cannot = [], []
    if "package_name" in paths:
        flags.append(("--package-name", wanted.package_name))
    if "data" in paths and wanted.data:
        flags.append(("--data-local-file", "data.json"))
        cannot.append(_FROM_FILE)
    elif "data" in paths:
        cannot.append(_NO_CLEARING)
    if "data" in paths and hidden(wanted.data, "") != hidden(wanted.data, "SECRET"):
        cannot.append(_SECRETS)
    words = _words("set", application_id, wanted.f_port, wanted.device_id) if flags else ()
    return Export(packages.set_call(application_id, shown, paths), CLICommand(words, tuple(flags), tuple(cannot)))


def delete(application_id: str, f_port: int, device_id: str = "") -> Export:
    """Take the package off a port."""
    command = CLICommand(_words("delete", application_id, f_port, device_id))
    return Export(packages.delete_call(application_id, f_port, device_id), command)


def _words(verb: str, application_id: str, f_port: int, device_id: str) -> tuple[str, ...]:
    which = "associations" if device_id else "default-associations"
    device = ("--device-id", device_id) if device_id else ()
    return (
        *("applications", "packages", which, verb),
        *("--application-id", application_id, *device, "--f-port", str(f_port)),
    )
