from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    name = "jobs"
    verbose_name = _("Background work")

    def ready(self) -> None:
        from accounts.enums import Role
        from accounts.settings_pages import register_settings

        from . import bulk_job

        bulk_job.register()

        register_settings(
            "jobs:export_list",
            label=_("Exports"),
            about=_("Who took which list out as a file"),
            group="system",
            lowest=Role.ADMIN,
        )
