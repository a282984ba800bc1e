"""Django's name for this app."""

from django.apps import AppConfig


class AcceptanceConfig(AppConfig):
    """Joint tests of stations, acceptance documents, go-live, final acceptance, evaluation."""

    name = "youjian.bureau.acceptance"
    label = "acceptance"
    verbose_name = "验收"
