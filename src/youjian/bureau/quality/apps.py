"""Django's name for this app."""

from django.apps import AppConfig


class QualityConfig(AppConfig):
    """Fuel quality: sampling plans, samples and their custody, results against limits, follow-up."""

    name = "youjian.bureau.quality"
    label = "quality"
    verbose_name = "油品质量"
