"""Scenes, layouts, captions, cards and labels: layers become one picture."""
