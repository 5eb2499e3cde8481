"""Traffic of the sample's devices, so that there is something to watch: readings, joins, and what goes wrong."""

from __future__ import annotations

import asyncio
import base64
import random
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tts_tui.sandbox.sample_devices import STOPPED_AFTER
from tts_tui.sandbox.traffic import downlink_sent_event, formatter_of, join_event, uplink_events
from tts_tui.sandbox.wire import time_from, time_to

if TYPE_CHECKING:
    from datetime import datetime

    from tts_tui.sandbox.app import Sandbox
    from tts_tui.sandbox.records import Device, Entity
    from tts_tui.sandbox.wire import JSON

__all__ = ["SampleTraffic"]

_EVERY: Final = 0.5
"""Seconds between two messages, of all devices together."""
_BEFORE: Final = 240
"""Messages from before the program was started."""
_JOINS: Final = 0.04
_BROKEN: Final = 0.06
"""How many in a hundred are joins, and how many payloads are none that the formatter knows."""
_SOON: Final = 0.1
"""How often it is a device for which a downlink waits: whoever has queued one wants to see it sent."""
_GATEWAYS: Final = ("town-hall", "water-tower", "harbour-mast")


class SampleTraffic:
    """Lets the devices of a sandbox send, one after the other by chance; `seed` makes it the same again."""

    def __init__(self, sandbox: Sandbox, seed: int = 0) -> None:
        self._sandbox = sandbox
        self._draw = random.Random(seed)  # noqa: S311 - which device, no secret
        self._devices: list[tuple[Entity, Device]] = [
            (application, device)
            for application in sandbox.store.every("application")
            for device in application.devices.values()
            if self._sends(device)
        ]

    def _sends(self, device: Device) -> bool:
        """Whether the device was seen lately: one that never was stays so."""
        seen = time_from(device.fields, "last_seen_at")
        return seen is not None and seen >= self._sandbox.clock() - STOPPED_AFTER

    def begin(self) -> None:
        """Send what had been sent before."""
        now = self._sandbox.clock()
        for number in range(_BEFORE, 0, -1):
            self.send(now - timedelta(seconds=number * _EVERY))

    async def run(self) -> None:
        """Send for as long as the server runs."""
        while True:
            await asyncio.sleep(_EVERY)
            self.send(self._sandbox.clock())

    def send(self, moment: datetime) -> None:
        """Send one message of some device that is still there."""
        living = [each for each in self._draw.sample(self._devices, min(3, len(self._devices))) if self._lives(*each)]
        if not living:
            return
        waiting = [each for each in self._devices if self._lives(*each) and self._waits_for(*each)]
        soon = bool(waiting) and self._draw.random() < _SOON
        application, device = self._draw.choice(waiting) if soon else living[0]
        if self._draw.random() < _JOINS:
            self._join(application, device, moment)
            return
        known = self._known("as", application, device)
        formatter = formatter_of(application, known, "up_formatter")
        uplink = {**self._uplink(application, device), "received_at": time_to(moment)}
        for event in uplink_events(device, uplink, moment, (), formatter):
            self._sandbox.events.publish(event)
        if known is not None and known.downlinks:
            self._sandbox.events.publish(downlink_sent_event(device, moment, known.downlinks.pop(0)))
        device.fields["last_seen_at"] = time_to(moment)

    def _waits_for(self, application: Entity, device: Device) -> bool:
        """Whether a downlink waits for the device."""
        known = self._known("as", application, device)
        return known is not None and bool(known.downlinks)

    def _join(self, application: Entity, device: Device, moment: datetime) -> None:
        """Begin a session of another address, whose counters start anew."""
        dev_addr = f"{self._draw.getrandbits(32):08X}"
        if (network := self._known("ns", application, device)) is not None:
            network.fields["session"] = {"dev_addr": dev_addr, "started_at": time_to(moment)}
            network.ids = {**network.ids, "dev_addr": dev_addr}
        if (known := self._known("as", application, device)) is not None:
            known.fields["session"] = {"dev_addr": dev_addr}
        if (join := self._known("js", application, device)) is not None:
            nonces = join.fields.get("used_dev_nonces", [])
            join.fields |= {"used_dev_nonces": [*nonces, len(nonces) + 1], "last_join_nonce": len(nonces) + 1}
            join.ids = {**join.ids, "dev_addr": dev_addr}
        self._sandbox.events.publish(join_event(device, moment, dev_addr))

    def _known(self, server: str, application: Entity, device: Device) -> Device | None:
        """The device as one of the servers knows it."""
        return self._sandbox.store.registries[server].get((application.id, device.id))

    def _lives(self, application: Entity, device: Device) -> bool:
        return application.deleted_at is None and device.id in application.devices

    def _uplink(self, application: Entity, device: Device) -> JSON:
        known = self._known("ns", application, device)
        session = known.fields.get("session", {}) if known is not None else {}
        count = session["last_f_cnt_up"] = session.get("last_f_cnt_up", 0) + 1
        broken = self._draw.random() < _BROKEN
        factor = self._draw.choice((7, 7, 7, 8, 9, 10, 12))
        return {
            "f_port": 1,
            "f_cnt": count,
            "frm_payload": base64.b64encode(b"\x01\x02\x03" if broken else self._reading()).decode(),
            "rx_metadata": [
                {
                    "gateway_ids": {"gateway_id": gateway},
                    "rssi": -self._draw.randint(45, 118),
                    "snr": self._draw.randint(-40, 44) / 4,
                }
                for gateway in self._draw.sample(_GATEWAYS, self._draw.randint(1, 2))
            ],
            "settings": {
                "data_rate": {"lora": {"bandwidth": 125000, "spreading_factor": factor, "coding_rate": "4/5"}},
                "frequency": self._draw.choice(("868100000", "868300000", "868500000")),
            },
        }

    def _reading(self) -> bytes:
        """Temperature in tenths of a degree, and humidity in halves of a percent."""
        temperature, humidity = self._draw.randint(-50, 320), self._draw.randint(40, 190)
        return b"\x01\x67" + temperature.to_bytes(2, "big", signed=True) + bytes((2, 0x68, humidity))
