"""Computations that take long: one module each, made once, read by chapters."""
