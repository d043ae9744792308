"""Nouns, time, maths, errors and registries: what every room above stands on."""
