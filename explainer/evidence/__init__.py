"""Tables, their description, checks and sources."""
