"""What bakes the packaged assets; not part of the package."""
