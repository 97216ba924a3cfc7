"""From chapters to the finished site."""
