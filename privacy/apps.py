from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    name = "privacy"
    verbose_name = _("Personal data")

    def ready(self) -> None:
        from accounts.enums import Role
        from accounts.settings_pages import register_settings
        from customers.panels import register_facts, register_panel
        from jobs.registry import JobKind, register_job

        from . import panels, registry_holdings
        from .services.data_file import KIND, make_data_file

        registry_holdings.register()
        register_job(JobKind(KIND, step=make_data_file))

        for view, label, about, lowest in (
            ("request_list", _("Requests about personal data"), _("Answered within 3 × 24 hours"), Role.MANAGER),
            ("policy", _("Privacy policy"), _("Clocks of requests, erasure by two, watched records"), Role.ADMIN),
            ("purpose_list", _("Purposes and consent texts"), _("What data are used for, on what ground"), Role.ADMIN),
            ("access_list", _("Who looked"), _("Which records were looked at, by whom"), Role.MANAGER),
            ("download_list", _("Downloads"), _("Which lists and files were taken along"), Role.MANAGER),
        ):
            register_settings(f"privacy:{view}", label=label, about=about, group="privacy", lowest=lowest)
        register_facts("restriction", position=65, build=panels.restriction_fact)
        register_panel("consents", position=30, slot="below", build=panels.consent_panel)
        register_panel("data_requests", position=40, slot="below", build=panels.request_panel)
        register_panel("access", position=50, slot="below", build=panels.access_panel)
