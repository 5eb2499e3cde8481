"""The selected pub/sub in full, but for its secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from tts_tui.api.pubsub_models import MESSAGES, MQTT, NATS, AWSIoT, without_password
from tts_tui.api.secret import HIDDEN
from tts_tui.services.pubsubs.in_words import MESSAGE_WORDS, QOS_WORDS, provider_word, server
from tts_tui.text import instants
from tts_tui.text.quantity import quantity
from tts_tui.text.safe_text import visible
from tts_tui.tui.core.safe_widgets import plain
from tts_tui.tui.widgets.frame import SideArea
from tts_tui.tui.widgets.side_text import SideText, facts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tts_tui.api.pubsub_models import PubSub
    from tts_tui.session.session import Session

__all__ = ["PubSubPanel", "about"]


class PubSubPanel(SideArea):
    """Shows the selected pub/sub; reads nothing itself."""

    def __init__(self, session: Session) -> None:
        self._text = SideText()
        super().__init__(self._text, id="panel", wanted=session.preferences.panel)

    def show_pubsub(self, each: PubSub | None) -> None:
        """Show a pub/sub, or nothing."""
        if self.display:
            self.rule.show(visible(each.id) if each is not None else "")
            self._text.show(Content("\n").join(about(each)) if each is not None else Content())


def about(each: PubSub) -> list[Content]:
    """A pub/sub, line by line; the first three lines are its summary."""
    on = [name for name in MESSAGES if name in each.topics]
    lines = [
        Content.assemble((provider_word(each.provider), "bold"), plain(f"  {server(each.provider)}")),
        plain(f"Base topic {each.base_topic}") if each.base_topic else Content("No base topic"),
        Content(quantity(len(on), "message type")) if on else Content.styled("! no messages are sent", "$text-warning"),
        Content(),
        facts(_facts(each)),
        Content(),
        Content.styled("Topics", "bold"),
    ]
    lines += [
        Content.assemble(
            MESSAGE_WORDS[name], plain(f"  {each.topics[name] or '(the base topic)'}", "$foreground-muted")
        )
        for name in on
    ]
    return lines


def _facts(each: PubSub) -> Iterator[tuple[str, Content]]:
    provider = each.provider
    if isinstance(provider, NATS) and without_password(provider.server_url) != provider.server_url.get_secret_value():
        yield "Password", Content(HIDDEN)
    if isinstance(provider, MQTT):
        yield "Client ID", plain(provider.client_id or "–")
        yield "User", plain(provider.username or "–")
        yield "Password", Content(HIDDEN if provider.password else "–")
        yield "QoS", Content(f"{QOS_WORDS[provider.publish_qos]} (publish)")
        yield "", Content(f"{QOS_WORDS[provider.subscribe_qos]} (subscribe)")
        yield "TLS", Content("yes" if provider.use_tls else "no")
        stored = [
            word
            for word, value in (
                ("CA", provider.tls_ca),
                ("certificate", provider.tls_client_cert),
                ("key", provider.tls_client_key),
            )
            if value
        ]
        if stored:
            yield "PEM files", Content(", ".join(stored))
        if provider.headers:
            yield "Headers", plain(", ".join(sorted(provider.headers)))
    if isinstance(provider, AWSIoT):
        yield "Region", plain(provider.region)
        yield "Endpoint", plain(provider.endpoint_address or "–")
        yield "Access key", plain(f"{provider.access_key.access_key_id} {HIDDEN}" if provider.access_key else "–")
        yield "Role", plain(provider.assume_role.arn if provider.assume_role else "–")
        yield "Default", plain("–" if provider.deployment is None else provider.deployment or "yes")
    yield "Format", plain(each.format)
    for word, moment in (("Created", each.created_at), ("Changed", each.updated_at)):
        if moment is not None:
            yield word, Content(instants.moment(moment))
