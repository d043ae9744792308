"""Voices: text becomes sound with times."""
