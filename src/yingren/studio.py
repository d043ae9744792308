"""make(): the chain from script to movie, wired once."""
