from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class ComplaintsConfig(AppConfig):
    name = "complaints"
    verbose_name = _("Complaints")

    def ready(self) -> None:
        from accounts.saved_views import register_list
        from customers.working_days import register_working_calendar

        from . import access, holdings, palette, periods, receivers, service_figures, settings_pages
        from .listing import COMPLAINTS
        from .mailbox.server import parse_address
        from .services.timetable import working_calendar

        if settings.IMAP_URL:
            parse_address(settings.IMAP_URL)  # a wrong one is refused at start and not at the first look
        register_list(COMPLAINTS)
        register_working_calendar(working_calendar)
        for room in (holdings, periods, service_figures, settings_pages, access, palette, receivers):
            room.register()
        self._offer_bulk_actions()
        self._offer_jobs()

    def _offer_bulk_actions(self) -> None:
        from jobs.bulk import register_action, register_bulk_list

        from .bulk_actions.assess import AssessComplaints
        from .bulk_actions.assign import AssignComplaints
        from .bulk_actions.base import COMPLAINT_LIST
        from .bulk_actions.close import CloseComplaints
        from .bulk_actions.export import ExportComplaints
        from .bulk_actions.tags import TagComplaints

        register_bulk_list(COMPLAINT_LIST)
        for action in (AssignComplaints(), AssessComplaints(), TagComplaints(), CloseComplaints(), ExportComplaints()):
            register_action(COMPLAINT_LIST.key, action)

    def _offer_jobs(self) -> None:
        from jobs.registry import JobKind, register_job

        from . import services
        from .iso.bundle import BUNDLE, make_bundle

        register_job(JobKind(BUNDLE, make_bundle))
        register_job(JobKind(services.ANSWER_ALL, services.answer_step))
        register_job(JobKind(services.FOLLOW, services.follow_deadlines))
        register_job(JobKind(services.CHANGE, services.change_working_time))
