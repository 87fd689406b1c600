from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplaintsConfig(AppConfig):
    name = "complaints"
    verbose_name = _("Complaints")

    def ready(self) -> None:
        from accounts.enums import Role
        from accounts.settings_pages import register_settings
        from customers.working_days import register_working_calendar

        from . import receivers  # noqa: F401
        from .services.clocks import working_calendar

        register_working_calendar(working_calendar)

        for view, label, about in (
            ("handling_policy", _("Handling policy"), _("Deadlines, limits of remedies, closing")),
            ("working_hours", _("Working hours and holidays"), _("When the clocks of complaints run")),
            ("cause_list", _("Causes"), _("What complaints are put down to")),
        ):
            register_settings(f"complaints:{view}", label=label, about=about, group="complaints", lowest=Role.ADMIN)
