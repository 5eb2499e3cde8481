"""End devices: the sensors and actuators of an application."""
