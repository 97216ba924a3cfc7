"""Part three, the memory market."""
