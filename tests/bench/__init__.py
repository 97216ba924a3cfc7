"""Measurements, side by side with a stock Jupyter Book. Never part of pass or fail: `make bench` prints them."""
