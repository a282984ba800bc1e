"""The audit's stations as tasks on a Dask cluster whose workers share the folder."""

from youjian.engine.audit import Engine


class ClusterError(Exception):
    """A cluster that cannot do the work, and what to do about it."""


def on_cluster(address: str) -> Engine:
    """The engine that uses the workers of a scheduler."""
    raise ClusterError(address)
