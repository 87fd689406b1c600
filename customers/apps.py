from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CustomersConfig(AppConfig):
    name = "customers"
    verbose_name = _("Customers")

    def ready(self) -> None:
        from accounts.enums import Role
        from accounts.saved_views import register_list
        from accounts.settings_pages import register_settings
        from jobs.registry import JobKind, register_job

        from . import (
            palette,
            receivers,
            record_facts,
            record_history,
            record_linked,
            record_panels,
            referrals,
            retagging,
        )
        from .custom import audit, columns, filters, import_columns, panel
        from .imports import steps
        from .queries import portrait, service_chain
        from .queries.recomputation import RECOMPUTATION
        from .segments import CUSTOMERS
        from .services.duplicates import JOB, scan_step
        from .services.judging import recompute_step

        for part in (
            *(palette, receivers, record_facts, record_history, record_linked, record_panels, referrals, retagging),
            *(audit, columns, filters, import_columns, panel, steps, portrait, service_chain),
        ):
            part.register()
        register_list(CUSTOMERS)
        register_job(JobKind(RECOMPUTATION, recompute_step))
        register_job(JobKind(JOB, scan_step))
        self._offer_bulk_actions()

        for view, label, about, lowest in (
            ("standing_policy", _("Policy of standing"), _("When a customer is primary"), Role.MANAGER),
            ("life_cycle_policy", _("Policy of the life cycle"), _("When a customer is a client"), Role.MANAGER),
            ("department_list", _("Departments"), _("Units, their members, who serves whom"), Role.MANAGER),
            ("follow_up_policy", _("Policy of follow-ups"), _("When late ones are told to owners and managers"),
             Role.MANAGER),
            ("tag_list", _("Tags"), _("Words that gather customers: rename, merge, delete"), Role.MANAGER),
            ("custom_field_list", _("Further fields"), _("What else you ask of your customers"), Role.ADMIN),
            ("import", _("Import"), _("Bring in customers, transactions and more from files"), Role.ADMIN),
        ):  # fmt: skip
            register_settings(f"customers:{view}", label=label, about=about, group="customers", lowest=lowest)

    def _offer_bulk_actions(self) -> None:
        from jobs.bulk import register_action, register_bulk_list

        from .bulk_actions.base import CUSTOMER_LIST
        from .bulk_actions.export import ExportCustomers
        from .bulk_actions.fields import Assign, Edit
        from .bulk_actions.further import ChangeFurther
        from .bulk_actions.tags import ChangeTags

        register_bulk_list(CUSTOMER_LIST)
        for action in (ChangeTags(), Assign(), Edit(), ChangeFurther(), ExportCustomers()):
            register_action(CUSTOMER_LIST.key, action)
