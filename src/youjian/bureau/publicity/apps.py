"""Django's name for this app."""

from django.apps import AppConfig


class PublicityConfig(AppConfig):
    """Public codes of dispensers, their page without login, complaints that become leads."""

    name = "youjian.bureau.publicity"
    label = "publicity"
    verbose_name = "公众查询"
