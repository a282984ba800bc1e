"""Django's name for this app."""

from django.apps import AppConfig


class MetrologyConfig(AppConfig):
    """Verification and its plan, seals and their custody, acceptance of dispensers, measured errors."""

    name = "youjian.bureau.metrology"
    label = "metrology"
    verbose_name = "计量"
