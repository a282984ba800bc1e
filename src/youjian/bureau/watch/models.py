"""What the watch remembers: its ticks of the last month, and which nights are done.

Device states and their flips live in the ledger, as does what each station was last judged at.
"""

from django.db import models


class Night(models.Model):
    """A nightly tick that was judged, or that lies before the platform's first one and never will be."""

    tick = models.DateTimeField(primary_key=True)
    finished_at = models.DateTimeField()


class Watch(models.Model):
    """A tick of the watch: when it was begun and done, and what became of the stations.

    `finished_at` is empty while it is judged or was cut off. `passed_over` counts the ticks before it that
    were not judged after a long outage; `caught_up` tells that the next one was due when it was judged.
    """

    tick = models.DateTimeField(primary_key=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    judged = models.IntegerField(default=0)
    skipped = models.IntegerField(default=0)
    failed = models.IntegerField(default=0)
    revisions = models.IntegerField(default=0)
    passed_over = models.IntegerField(default=0)
    caught_up = models.BooleanField(default=False)

    class Meta:
        db_table = "watch_tick"
