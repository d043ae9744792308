"""Pixels: the software renderer."""
