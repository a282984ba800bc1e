"""Work orders of the city's hotlines (12345, 12315): taken in, linked, answered within their time."""
