"""The conformance kit: a collector against somebody's platform, a platform against somebody's collector.

It knows the other side by the wire alone and judges each sentence of docs/station-api.md; docs/conformance.md
says how to use it.
"""
