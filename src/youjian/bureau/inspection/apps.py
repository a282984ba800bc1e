"""Django's name for this app."""

from django.apps import AppConfig


class InspectionConfig(AppConfig):
    """Checklists by department, records of inspections with photos and signatures."""

    name = "youjian.bureau.inspection"
    label = "inspection"
    verbose_name = "现场检查"
