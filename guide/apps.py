from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GuideConfig(AppConfig):
    name = "guide"
    verbose_name = _("Handling guide")

    def ready(self) -> None:
        from accounts.enums import Role
        from accounts.settings_pages import register_settings

        from . import filters, holdings, panels

        for part in (holdings, filters, panels):
            part.register()
        register_settings(
            "guide:guide",
            label=_("Handling guide"),
            about=_("What staff are advised for characters, groups and situations"),
            group="customers",
            lowest=Role.MANAGER,
        )
