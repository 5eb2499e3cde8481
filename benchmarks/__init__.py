"""Benchmarks: time, memory, bytes and requests of the program, as ratios to a bare reference."""
