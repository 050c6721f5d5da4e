"""Page shell, components and assets that every area shares."""
