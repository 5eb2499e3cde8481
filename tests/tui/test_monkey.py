"""Random keys, pastes, clicks and resizes on servers that fail. `make soak` plays on for long."""

from __future__ import annotations

import os
import resource
from random import Random

import pytest

from tests.session.credentials.backends import Works
from tests.tui.conftest import NOW
from tests.tui.monkey import Monkey
from tts_tui.sandbox.app import Sandbox
from tts_tui.sandbox.sample import fill
from tts_tui.servers.model import Server
from tts_tui.servers.servers_file import ServerFile

STEPS = int(os.environ.get("MONKEY_STEPS", "60"))
"""Of each of the three sizes."""
SEED = int(os.environ.get("MONKEY_SEED", "11"))
HOSTS = ("127.0.0.1:1885", "127.0.0.1:1886")
MOST = 40_000
"""Kilobytes by which a program that plays on may grow after its first part: caches fill, nothing else."""


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 16)], ids=str)
async def test_whatever_is_pressed_nothing_breaks_and_nothing_is_sent_unasked(
    size, use, at_once, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)  # a new key may be written to a file
    keyring = use(Works())
    file = ServerFile()
    sandboxes, servers, tokens = {}, [], {}
    for name, host in zip(("alpha", "beta"), HOSTS, strict=True):
        sandbox = sandboxes[host] = Sandbox(clock=lambda: NOW)
        sample = fill(sandbox, 5)
        tokens[host] = {sample.key: sample.user_id, sample.colleague_key: sample.colleague_id}
        servers.append(Server(name, f"http://{host}", f"http://{host}", token="keyring"))
        file.add(servers[-1])
    monkey = Monkey(Random(f"{SEED} {size}"), sandboxes, servers, tokens, keyring)
    await monkey.play(STEPS // 2, size)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    await monkey.play(STEPS, size)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < MOST, f"{grown} kB more"
    with capsys.disabled():
        if STEPS > 1_000:
            print(f"\n{size}: {dict(monkey.did)}, {monkey.programs} programs, {grown} kB more memory")
