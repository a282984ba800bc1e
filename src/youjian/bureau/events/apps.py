"""Django's name for this app."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """Numbered events for the console, and the stream that carries them."""

    name = "youjian.bureau.events"
    label = "events"
    verbose_name = "事件"
