from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CustomersConfig(AppConfig):
    name = "customers"
    verbose_name = _("Customers")

    def ready(self) -> None:
        from accounts.enums import Role
        from accounts.saved_views import register_list
        from accounts.settings_pages import register_settings

        from . import receivers, record_facts, record_linked, record_panels  # noqa: F401
        from .custom import audit, filters, panel  # noqa: F401
        from .segments import CUSTOMERS

        register_list(CUSTOMERS)

        for view, label, about, lowest in (
            ("standing_policy", _("Policy of standing"), _("When a customer is primary"), Role.MANAGER),
            ("department_list", _("Departments"), _("Units, their members, who serves whom"), Role.MANAGER),
            ("follow_up_policy", _("Policy of follow-ups"), _("When late ones are told to owners and managers"),
             Role.MANAGER),
            ("custom_field_list", _("Further fields"), _("What else you ask of your customers"), Role.ADMIN),
            ("import", _("Import"), _("Bring in customers, transactions and more from files"), Role.ADMIN),
        ):  # fmt: skip
            register_settings(f"customers:{view}", label=label, about=about, group="customers", lowest=lowest)
