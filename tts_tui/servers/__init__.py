"""Named servers: their addresses, the file that they are stored in, which was used last, and preferences."""
