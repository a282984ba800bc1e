"""Growth: what intake takes a second, and what a record costs on disk, with millions of rows already there.

`python -m benchmarks.growth` fills an embedded PostgreSQL day by day as a city of 400 stations would, and at
each size measures intake over HTTP, a bare COPY into the same table, partitions, and bytes hot and sealed.
"""
