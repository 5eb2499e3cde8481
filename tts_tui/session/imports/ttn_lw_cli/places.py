"""Where `ttn-lw-cli` keeps its files: as a program of its own, and as a snap. (`pkg/config/path.go`, `config/snap`)"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from tts_tui.session.imports.ttn_lw_cli.files import is_file

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Installation", "cache_file", "installations"]

_CONFIG: Final = ".ttn-lw-cli.yml"


class Installation(NamedTuple):
    """One way to have the program: the config files that are there, the one that counts most first, and its logins.

    The file of logins need not be there.
    """

    configs: tuple[Path, ...]
    logins: Path


def installations() -> tuple[Installation, ...]:
    """The program as it is usually installed, and the snap.

    Each reads the config of the current folder, of its home and of its folder of settings, or, instead of these, the
    files of TTN_LW_CONFIG, whether they are there or not.
    """
    import platformdirs

    named = tuple(Path(each) for each in os.environ.get("TTN_LW_CONFIG", "").split())
    usual = Installation(
        named or _there(Path.cwd, Path.home, lambda: platformdirs.user_config_path(roaming=True)), cache_file()
    )
    # A snap's home is a folder of its own, and the wrapper makes `common` the folder of its settings.
    snap = Path("~/snap/ttn-lw-stack")
    with contextlib.suppress(RuntimeError):  # no home
        snap = snap.expanduser()
    common = snap / "common"
    configs = named or _there(Path.cwd, lambda: snap / "current", lambda: common)
    return usual, Installation(configs, common / "ttn-lw-cli" / "cache")


def cache_file() -> Path:
    """Where the program keeps its logins, whether there are any or not. (`internal/util/cache.go`)"""
    import platformdirs

    try:
        folder = platformdirs.user_cache_path()
    except RuntimeError:  # no home, and so nothing of it
        folder = Path("~/.cache")
    return folder / "ttn-lw-cli" / "cache"


def _there(*folders: Callable[[], Path]) -> tuple[Path, ...]:
    files: dict[Path, None] = {}
    for folder in folders:
        with contextlib.suppress(OSError, RuntimeError):  # a folder that is gone, no home
            if is_file(file := folder() / _CONFIG):
                files[file] = None
    return tuple(files)
