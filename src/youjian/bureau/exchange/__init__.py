"""Platforms of others: the city's and the province's, files on a schedule, acts of supervision."""
