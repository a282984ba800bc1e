"""Django's name for this app."""

from django.apps import AppConfig


class TablesConfig(AppConfig):
    """Lists: filters, pages, saved views, export, search."""

    name = "youjian.bureau.tables"
    label = "tables"
    verbose_name = "列表"
