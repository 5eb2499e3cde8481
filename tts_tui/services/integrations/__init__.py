"""What webhooks and pub/subs have in common: their rights, their message types, headers, and conflicts."""
