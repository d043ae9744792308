"""Named weights: manifest, licence, checksum, cache."""
