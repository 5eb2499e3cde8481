"""Named servers: where they are, the file that keeps them, and which was used last."""
