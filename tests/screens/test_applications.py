"""The list of applications, driven by keys."""

from __future__ import annotations


async def test_the_list_is_there_at_once_newest_first(start, sample, size, golden):
    async with start(sample.key, size) as person:
        assert person.screen == golden
