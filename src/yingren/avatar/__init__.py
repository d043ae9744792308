"""Characters: VRM and GLB files, posed."""
