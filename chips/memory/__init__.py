"""Measures of the part on memory."""
