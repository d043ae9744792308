"""AI labels and provenance."""
