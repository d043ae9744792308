"""Speed and quality tables, each beside its limit or a peer."""
