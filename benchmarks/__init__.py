"""What the program costs in time, memory, bytes and requests, as ratios to the least that there could be."""
