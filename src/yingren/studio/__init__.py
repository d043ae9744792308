"""``make()``: the chain from script to movie, wired once."""

from .make import make, make_rows
from .progress import Event

__all__ = ["Event", "make", "make_rows"]
