"""The ``yingren`` command, one file per verb."""
