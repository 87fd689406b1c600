from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SurveysConfig(AppConfig):
    name = "surveys"
    verbose_name = _("Surveys")

    def ready(self) -> None:
        from jobs.bulk import register_action
        from jobs.registry import JobKind, register_job
        from privacy.letters import register_letters
        from privacy.models import SURVEYS

        from . import access, holdings, mood, palette, panels, periods, promoters, receivers, service_figures
        from .bulk_actions import InviteToSurvey
        from .emails import PURPOSE
        from .services import waves

        for part in (holdings, periods, access, mood, palette, panels, promoters, receivers, service_figures):
            part.register()
        register_job(JobKind(waves.KIND, waves.fill_wave, undo=waves.UNDO_KIND, undo_stopped=True))
        register_job(JobKind(waves.UNDO_KIND, waves.take_back_wave))
        register_action("customers", InviteToSurvey())
        register_letters(SURVEYS, PURPOSE)
