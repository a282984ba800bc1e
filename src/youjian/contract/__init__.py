"""The data contract, version 1: record types, units, codes; everything else is derived from them.

`records` and `registry` hold the types, `tables` the list of tables with their keys, `columns` the Arrow
schemas, `schema` the JSON Schema, `findings` what a rule says, `station_api` what a collector and the
platform say to each other.
"""

VERSION = 1
