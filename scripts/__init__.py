"""What makes the README's table of keys and its screenshots."""
