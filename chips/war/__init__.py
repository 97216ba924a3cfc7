"""Part one, the semiconductor war."""
