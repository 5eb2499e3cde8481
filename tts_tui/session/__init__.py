"""A signed-in server: signing in, where its token comes from, and where tokens are stored."""
