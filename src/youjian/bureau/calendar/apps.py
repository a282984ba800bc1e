"""Django's name for this app."""

from django.apps import AppConfig


class CalendarConfig(AppConfig):
    """The working-day calendar."""

    name = "youjian.bureau.calendar"
    label = "calendar"
    verbose_name = "工作日历"
