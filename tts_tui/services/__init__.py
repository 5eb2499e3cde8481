"""What a person does, without a screen: a file or folder for each resource, and what they share."""
