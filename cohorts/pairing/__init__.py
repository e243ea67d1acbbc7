"""Who learns with whom: nearness, suggestions, pairs and their changes."""
