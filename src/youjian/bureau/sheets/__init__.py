"""A table as people see it: titles, choices and notes of its columns, and what is made from them."""
