from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LoyaltyConfig(AppConfig):
    name = "loyalty"
    verbose_name = _("Loyalty")

    def ready(self) -> None:
        from jobs.bulk import register_action

        from . import access, holdings, palette, panels, receivers
        from .bulk_actions import EnrolInProgramme

        for part in (holdings, access, palette, panels, receivers):
            part.register()
        register_action("customers", EnrolInProgramme())
