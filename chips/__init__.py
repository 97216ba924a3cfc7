"""The topic of the book: the chip war, one folder per part. Measures never draw."""
