"""Package associations, without a screen: their rules, and changes checked after a lost answer."""
