"""Speech and cues become a human performance."""
