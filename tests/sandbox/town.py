"""A server with all that the table of answers asks about, and who may ask."""

from __future__ import annotations

from tts_tui.sandbox import Sandbox

LEVELS = "Measures the water levels of the northern district, day and night."
ATTRIBUTES = {"env": "live", "team": "water", "color": "blue", "region": "north"}
EUIS = {"dev_eui": "70B3D57ED0000001", "join_eui": "70B3D57ED0000000"}


def settle(sandbox: Sandbox) -> dict[str, str]:
    """Fill a server that has the users admin, alice and bob; the tokens of those who ask."""
    made = [
        ("pending", "STATE_REQUESTED", "We call back"),
        ("rejected", "STATE_REJECTED", "No invoices"),
        ("turned-down", "STATE_REJECTED", ""),
        ("suspended", "STATE_SUSPENDED", ""),
    ]
    for user_id, state, reason in made:
        sandbox.add_user(user_id, state=state, state_description=reason)
    sandbox.add_organization("club", owner="alice")
    sandbox.add_application("water", owner="alice", name="Water", description=LEVELS, attributes=ATTRIBUTES)
    sandbox.add_application("gas", owner="alice", name="Gas", description="Meters of the southern district")
    sandbox.add_application("other", owner="bob")
    sandbox.add_application("gone", owner="alice")
    sandbox.add_device(
        "water", "cellar", **EUIS, description="Meters of the cellar", attributes={"floor": "basement"}, name="C"
    )
    sandbox.add_key("application", "water", key_id="K" * 39, rights=["RIGHT_APPLICATION_INFO"])
    tokens = {
        "": "",
        **{who: sandbox.add_key("user", who) for who in ("admin", "alice", "bob", "pending", "rejected", "suspended")},
        "turned down": sandbox.add_key("user", "turned-down"),
        "club key": sandbox.add_key("organization", "club"),
        "gone key": sandbox.add_key("application", "gone", rights=["RIGHT_APPLICATION_DELETE"]),
    }
    sandbox.store.existing("application", "gone").deleted_at = sandbox.clock()
    return tokens
