"""`figure()` and what it is made of."""
