"""Pub/subs: messages by way of an MQTT or NATS server of one's own."""
