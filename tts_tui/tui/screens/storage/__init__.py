"""The storage integration: uplinks that the server has kept."""
