"""End devices of an application: the list, one device, its downlink queue, and simulated uplinks."""
