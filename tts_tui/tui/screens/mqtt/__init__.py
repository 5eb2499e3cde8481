"""MQTT: how to connect to the Application Server, and with what."""
