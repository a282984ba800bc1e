"""The ledger (原始记录库): what came in, kept in PostgreSQL, and the live state that follows from it.

`server` runs a private PostgreSQL, `connection` says how to reach it, `migrations` makes the tables, `store`
takes whole batches in, `facts` gives them to detection.
"""
