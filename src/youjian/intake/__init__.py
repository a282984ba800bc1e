"""The doors: what devices say is authenticated, committed and judged here, and only then acknowledged.

`app` is the station API over HTTP, `hj212_door` the door for vapour monitors. Both make `offers` of what they
took to the `batcher`, whose workers hand many to the `committer`: one transaction, a decision for each.
"""
