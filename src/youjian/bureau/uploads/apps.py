"""Django's name for this app."""

from django.apps import AppConfig


class UploadsConfig(AppConfig):
    """Files with rows of the register and papers, from the check to the commit."""

    name = "youjian.bureau.uploads"
    label = "uploads"
    verbose_name = "批量导入"
