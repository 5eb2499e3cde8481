from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import trustme
from hypothesis import settings

if TYPE_CHECKING:
    from pathlib import Path

# The same examples in every run, no clock, and nothing written to disk.
settings.register_profile("adapter", deadline=None, derandomize=True, database=None)
settings.load_profile("adapter")


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    """A certificate authority that no machine trusts."""
    return trustme.CA()


@pytest.fixture
def ca_file(authority: trustme.CA, tmp_path: Path) -> Path:
    """Its certificate."""
    file = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(file)
    return file
