"""A user without a home: who is in no passwd, and whose environment names no folder."""

from __future__ import annotations

import asyncio
import pwd
from pathlib import Path

import pytest

from tests.doctor.seam import ENVIRON
from tests.session.logins import SERVER, UNHEARD, manager_for
from tts_tui.api.secret import SecretStr
from tts_tui.doctor import CheckContext, Inquiry, examine
from tts_tui.servers.folders import NoHome, config_folder, state_folder
from tts_tui.servers.last_used import last_used, remember
from tts_tui.servers.servers_file import FileFault, ServerFile
from tts_tui.session.credentials import FoundToken, StoreFault
from tts_tui.session.credentials.file import TokenFile
from tts_tui.session.imports import ttn_lw_cli
from tts_tui.text.instants import utc_now


@pytest.fixture(autouse=True)
def homeless(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def unknown(uid: int) -> None:
        raise KeyError(f"getpwuid(): uid not found: {uid}")

    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name)
    monkeypatch.setattr(pwd, "getpwuid", unknown)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(autouse=True)
def nothing_is_made(homeless: None, tmp_path: Path):
    yield
    assert list(tmp_path.iterdir()) == []  # such as a folder named ~


@pytest.mark.parametrize(("folder", "variable"), [(config_folder, "XDG_CONFIG_HOME"), (state_folder, "XDG_STATE_HOME")])
def test_the_folder_is_missing_in_words_until_a_variable_names_it(monkeypatch, folder, variable: str) -> None:
    with pytest.raises(NoHome) as caught:
        folder()
    assert caught.value.strerror == f"there is no home folder: set HOME or {variable}"
    monkeypatch.setenv(variable, "/somewhere")
    assert folder() == Path("/somewhere/tts-tui")


async def test_whatever_would_be_kept_or_looked_up_says_so() -> None:
    with pytest.raises(FileFault, match="set HOME or XDG_CONFIG_HOME"):
        ServerFile().read()
    with pytest.raises(FileFault, match="set HOME or XDG_CONFIG_HOME"):
        ServerFile().add(SERVER)
    for call in (TokenFile().find("https://x"), TokenFile().store("https://x", SecretStr("NNSXS.A.B"))):
        with pytest.raises(StoreFault, match="set HOME or XDG_STATE_HOME"):
            await call
    assert ttn_lw_cli.read() == ()


def test_the_last_server_is_not_remembered() -> None:
    remember("prod")
    assert last_used() is None


async def test_a_server_can_be_opened_all_the_same(sandbox) -> None:
    manager = manager_for(sandbox)
    entry = await manager.enter(SERVER, FoundToken(SecretStr(sandbox.add_key("user", "alice")), "given"), UNHEARD)
    await manager.opened(entry.session.server)
    await entry.close()


def test_the_doctor_says_what_is_missing() -> None:
    async def found() -> list[str]:
        question = Inquiry(None, None, None, insecure=False, environ=ENVIRON, size=(80, 24), encoding="utf-8")
        return [
            f"{each.what} {each.detail}"
            async for section in examine(question, CheckContext(1.0, utc_now))
            for each in section.findings
            if "home folder" in each.detail
        ]

    named, remembered = asyncio.run(found())
    assert named.startswith("The list of servers can't be read.")
    assert remembered.startswith("The last used server can't be remembered.")
