from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RetentionConfig(AppConfig):
    name = "retention"
    verbose_name = _("Retention")

    def ready(self) -> None:
        from customers.panels import register_panel

        from . import panels

        register_panel("retention", position=60, slot="main", build=panels.retention_panel)
