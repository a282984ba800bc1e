"""Scheduled reports are looked for every five minutes; missed times are made up for."""

from procrastinate.contrib.django import app

from youjian.bureau.reporting.sending import send_due


@app.periodic(cron="*/5 * * * *")
@app.task(name="reporting.send_due", queueing_lock="reporting.send_due")
def send_due_reports(timestamp: int) -> None:  # noqa: ARG001 - procrastinate tells the time
    """Make and send what is due."""
    send_due()
