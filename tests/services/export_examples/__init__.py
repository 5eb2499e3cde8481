"""Every change as commands, by resource: what tests/services/test_shell_export.py holds the program against."""

from tests.services.export_examples import (
    api_keys,
    applications,
    collaborators,
    end_devices,
    formatters,
    link,
    packages,
    pubsubs,
    webhooks,
)
from tests.services.export_examples.shared import Examples

EXAMPLES: Examples = {
    **applications.EXAMPLES,
    **api_keys.EXAMPLES,
    **collaborators.EXAMPLES,
    **link.EXAMPLES,
    **formatters.EXAMPLES,
    **packages.EXAMPLES,
    **pubsubs.EXAMPLES,
    **end_devices.EXAMPLES,
    **webhooks.EXAMPLES,
}
