"""Django's name for this app."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    """Daily to yearly reports on screen, in Excel and as PDF, sent on schedule."""

    name = "youjian.bureau.reporting"
    label = "reporting"
    verbose_name = "报表"
