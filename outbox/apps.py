from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutboxConfig(AppConfig):
    name = "outbox"
    verbose_name = _("Outbox")

    def ready(self) -> None:
        from accounts.enums import Role
        from accounts.settings_pages import register_settings

        register_settings(
            "outbox:message_list",
            label=_("Outgoing messages"),
            about=_("What was sent, what waits and what failed"),
            group="system",
            lowest=Role.MANAGER,
        )
