"""``make()``: the chain from script to movie, wired once."""

from .making import make, make_rows
from .progress import Event

__all__ = ["Event", "make", "make_rows"]
