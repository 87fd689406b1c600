from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RetentionConfig(AppConfig):
    name = "retention"
    verbose_name = _("Retention")

    def ready(self) -> None:
        from accounts.enums import Role
        from accounts.palette import register_action
        from accounts.settings_pages import register_settings
        from customers.imports.dependents import goes_with_record
        from customers.panels import register_panel

        from . import panels

        for view, label, about in (
            ("policy", _("Rules of retention"), _("The window in which a customer counts as active")),
            ("fiscal_year_list", _("Fiscal years"), _("Dates, closing and sign-off")),
        ):
            register_settings(f"retention:{view}", label=label, about=about, group="customers", lowest=Role.MANAGER)

        # The running year is worked out anew every few minutes; what is signed off holds its customers.
        goes_with_record("retention.AtRisk")
        goes_with_record(
            "retention.YearResultCustomer",
            unless="EXISTS (SELECT FROM retention_yearresult y WHERE y.id = r.result_id AND y.status = 'final')",
        )

        register_panel("retention", position=20, slot="below", build=panels.retention_panel)
        register_action("retention:dashboard", label=_("Retention"), position=65, lowest=Role.MANAGER)
        register_action("retention:at_risk", label=_("Customers at risk"), position=66, lowest=Role.MANAGER)
