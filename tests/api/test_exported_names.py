"""What each module offers is what it says that it offers."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

import tts_tui.api

MODULES = [each.name for each in pkgutil.walk_packages(tts_tui.api.__path__, "tts_tui.api.") if not each.ispkg]


@pytest.mark.parametrize("name", MODULES)
def test_every_public_class_and_function_is_exported(name: str) -> None:
    module = importlib.import_module(name)
    made_here = {
        each
        for each, value in vars(module).items()
        if getattr(value, "__module__", "") == name and not each.startswith("_")
    }
    assert {each for each in made_here if callable(getattr(module, each))} <= set(module.__all__) | {"M", "T"}


@pytest.mark.parametrize("name", MODULES)
def test_every_exported_name_is_there_once(name: str) -> None:
    module = importlib.import_module(name)
    assert all(hasattr(module, each) for each in module.__all__)
    assert len(set(module.__all__)) == len(module.__all__)
    assert not [each for each in module.__all__ if each.startswith("_")]
