"""Ending the program from outside, and what its next start finds. Fixtures."""

from __future__ import annotations

from contextlib import asynccontextmanager

import pytest

from tests.tui.interrupted_work.ended import INFO


@pytest.fixture
def token(sandbox):
    """The key of a user with one application, which has an API key and a colleague."""
    sandbox.add_user("me")
    sandbox.add_user("colleague")
    sandbox.add_organization("acme", owner="me")
    sandbox.add_application("meters", owner="me", name="Meters", description="One.\nTwo.", attributes={"a": "1"})
    sandbox.add_collaborator("meters", "colleague", [INFO])
    sandbox.add_key("application", "meters", name="reader", rights=[INFO], key_id="READER")
    return sandbox.add_key("user", "me")


@pytest.fixture
def begin(start, token):
    """`async with begin() as person`: the program of that user, on a machine where things are kept."""

    @asynccontextmanager
    async def beginning(of=None, *, keep=True):
        async with start(of or token, keep=keep) as person:
            yield person

    return beginning
