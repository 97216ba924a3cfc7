"""Part four, the verdict."""
