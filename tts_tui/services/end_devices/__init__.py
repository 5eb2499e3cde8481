"""What a person does with the end devices of an application."""
