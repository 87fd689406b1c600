from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class ComplaintsConfig(AppConfig):
    name = "complaints"
    verbose_name = _("Complaints")

    def ready(self) -> None:
        from accounts.enums import Role
        from accounts.saved_views import register_list
        from accounts.settings_pages import register_settings
        from customers.working_days import register_working_calendar
        from jobs.registry import JobKind, register_job

        from . import access, holdings, palette, periods, receivers, service_figures, services
        from .iso.bundle import BUNDLE, make_bundle
        from .listing import COMPLAINTS
        from .mailbox.server import parse_address
        from .services.timetable import working_calendar

        register_list(COMPLAINTS)
        self._offer_bulk_actions()
        if settings.IMAP_URL:
            parse_address(settings.IMAP_URL)  # a wrong one is refused at start and not at the first look

        register_working_calendar(working_calendar)
        for part in (holdings, periods, service_figures, access, palette, receivers):
            part.register()

        for view, label, about in (
            ("handling_policy", _("Handling policy"), _("Limits of remedies, closing, reopening")),
            ("deadline_list", _("Deadlines"), _("Our promises, and what law and authorities ask")),
            ("escalation", _("Escalation"), _("Who hears of promises that run out")),
            ("working_hours", _("Working hours and holidays"), _("When the clocks of complaints run")),
            ("anonymous_desk", _("Anonymous complaints"), _("Who reads what nobody signs")),
            ("mail_list", _("Incoming e-mail"), _("The mailbox, and messages that were not taken")),
            ("cause_list", _("Causes"), _("What complaints are put down to")),
        ):
            register_settings(f"complaints:{view}", label=label, about=about, group="complaints", lowest=Role.ADMIN)
        register_job(JobKind(services.ANSWER_ALL, services.answer_step))
        for view, label, about, lowest in (
            ("template_list", _("Templates and macros"), _("What one writes and does again and again"), Role.MANAGER),
            ("routing_list", _("Routing rules"), _("To whom new complaints go by themselves"), Role.MANAGER),
            ("agent_group_list", _("Groups of officers"), _("Among whom the rules choose"), Role.MANAGER),
            ("absence_list", _("Absences"), _("Who gets no new complaints, and when"), Role.MANAGER),
        ):
            register_settings(f"complaints:{view}", label=label, about=about, group="complaints", lowest=lowest)
        register_settings(
            "complaints:remedy_budgets",
            label=_("Budgets for remedies"),
            about=_("What remedies about each department may cost in a month"),
            group="complaints",
            lowest=Role.ADMIN,
        )
        register_settings(
            "complaints:charter_edit",
            label=_("Service charter"),
            about=_("What we promise in public, in our own words"),
            group="complaints",
            lowest=Role.MANAGER,
        )
        register_settings(
            "complaints:care_policy",
            label=_("After the answer"),
            about=_("Where else customers can turn, and when we ask again"),
            group="complaints",
            lowest=Role.MANAGER,
        )
        register_job(JobKind(BUNDLE, make_bundle))
        register_job(JobKind(services.FOLLOW, services.follow_deadlines))
        register_job(JobKind(services.CHANGE, services.change_working_time))

    def _offer_bulk_actions(self) -> None:
        from jobs.bulk import register_action, register_bulk_list

        from .bulk_actions.assess import AssessComplaints, CloseComplaints
        from .bulk_actions.assign import AssignComplaints
        from .bulk_actions.base import COMPLAINT_LIST
        from .bulk_actions.export import ExportComplaints
        from .bulk_actions.tags import TagComplaints

        register_bulk_list(COMPLAINT_LIST)
        for action in (AssignComplaints(), AssessComplaints(), TagComplaints(), CloseComplaints(), ExportComplaints()):
            register_action(COMPLAINT_LIST.key, action)
