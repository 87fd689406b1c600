from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    name = "privacy"
    verbose_name = _("Personal data")

    def ready(self) -> None:
        from accounts.enums import Role
        from accounts.settings_pages import register_settings
        from jobs.bulk import register_action
        from jobs.registry import JobKind, register_job

        from . import panels, receivers, registry_holdings, registry_periods, viewing
        from .bulk_actions import NoteConsent
        from .services import breaches, data_file, periods

        register_action("customers", NoteConsent())
        for part in (registry_holdings, registry_periods, viewing, receivers, panels):
            part.register()
        register_job(JobKind(data_file.KIND, step=data_file.make_data_file))
        register_job(JobKind(breaches.LETTERS, step=breaches.write_letters))
        register_job(JobKind(periods.KIND, step=periods.carry_out))

        for view, label, about, lowest in (
            ("request_list", _("Requests about personal data"), _("Answered within 3 × 24 hours"), Role.MANAGER),
            ("breach_list", _("Breaches of data protection"), _("Reported within 3 × 24 hours"), Role.MANAGER),
            (
                "period_list",
                _("Retention periods"),
                _("How long which data are kept, and who is kept longer"),
                Role.ADMIN,
            ),
            ("policy", _("Privacy policy"), _("Clocks of requests, erasure by two, watched records"), Role.ADMIN),
            ("purpose_list", _("Purposes and consent texts"), _("What data are used for, on what ground"), Role.ADMIN),
            ("access_list", _("Who looked"), _("Which records were looked at, by whom"), Role.MANAGER),
            ("download_list", _("Downloads"), _("Which lists and files were taken along"), Role.MANAGER),
        ):
            register_settings(f"privacy:{view}", label=label, about=about, group="privacy", lowest=lowest)
