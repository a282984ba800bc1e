"""What the watch remembers: which nights are done. Device states and their flips live in the ledger."""

from django.db import models


class Night(models.Model):
    """A nightly tick that was judged, or that lies before the platform's first one and never will be."""

    tick = models.DateTimeField(primary_key=True)
    finished_at = models.DateTimeField()
