"""Lists of the console: one description a table, one way to filter, sort, page, export and keep a view."""
