"""Django's name for this app."""

from django.apps import AppConfig


class JointConfig(AppConfig):
    """Joint operations of several departments: plan, confirmations, tasks, records, findings, figures."""

    name = "youjian.bureau.joint"
    label = "joint"
    verbose_name = "联合执法"

    def ready(self) -> None:
        """What waits for somebody stands on their workbench."""
        from youjian.bureau.joint.work import JointOperations  # noqa: PLC0415 - models are ready only now
        from youjian.bureau.workbench.work import register  # noqa: PLC0415

        register(JointOperations())
