"""yingren (影人): an open studio for digital humans in short video."""

__version__ = "0.1.0"
