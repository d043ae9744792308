"""From what is said and asked for to what a human does."""

from .actor import Actor
from .arms import Build
from .lipsync import LIP_SYNCS, LipSync, lip_sync_for

__all__ = ["LIP_SYNCS", "Actor", "Build", "LipSync", "lip_sync_for"]
