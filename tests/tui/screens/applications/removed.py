"""Whether an application is still there, as the sandbox has it."""

from __future__ import annotations


def is_deleted(sandbox, application_id):
    """Deleted or purged."""
    return sandbox.store.live("application", application_id) is None


def is_there(sandbox, application_id):
    """There, maybe deleted, but not purged."""
    return sandbox.store.get("application", application_id) is not None
