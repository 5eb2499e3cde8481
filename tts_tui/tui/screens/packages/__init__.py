"""Package associations: which application package works on which FPort."""
