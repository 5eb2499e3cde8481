"""What happens in applications: the stream as it is followed, and each event in words."""
