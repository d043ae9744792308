"""From what is said and asked for to what a human does."""

from .actor import Actor
from .lipsync import LIP_SYNCS, LipSync, lip_sync_for

__all__ = ["LIP_SYNCS", "Actor", "LipSync", "lip_sync_for"]
