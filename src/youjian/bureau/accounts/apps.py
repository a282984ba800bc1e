"""Django's name for this app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, departments, roles."""

    name = "youjian.bureau.accounts"
    label = "accounts"
    verbose_name = "人员与权限"
