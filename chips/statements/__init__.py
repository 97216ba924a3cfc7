"""Part two, the two statements."""
