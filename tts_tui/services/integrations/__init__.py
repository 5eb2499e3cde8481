"""What webhooks and pub/subs share: rights, message types, formats, headers, and conflicts with others."""
