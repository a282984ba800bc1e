"""A simulated year of a city's books: what the stock book and the tax comparison find, and how fast."""
