from __future__ import annotations

import pytest

from tts_tui.servers.in_memory import ServersInMemory
from tts_tui.servers.model import Server
from tts_tui.servers.servers_file import NameTaken, NoSuchServer, ServerFile


def server(name):
    return Server(name=name, identity_server=f"https://{name.lower()}.example.com")


def test_it_changes_as_the_file_does_and_writes_none():
    held = ServersInMemory([server("city"), server("lab")])
    held.set_default("lab")
    held.replace("lab", server("laboratory"))
    held.remove("city")
    held.add(server("staging"))
    assert [each.name for each in held.read().servers] == ["laboratory", "staging"]
    assert held.read().default == "laboratory"
    with pytest.raises(NameTaken):
        held.add(server("Staging"))
    with pytest.raises(NoSuchServer):
        held.remove("city")
    assert not ServerFile().path.parent.exists()
