from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SurveysConfig(AppConfig):
    name = "surveys"
    verbose_name = _("Surveys")

    def ready(self) -> None:
        from customers.linked import register_linked
        from customers.panels import register_panel
        from customers.timeline import register_timeline
        from jobs.bulk import register_action
        from jobs.registry import JobKind, register_job
        from privacy.letters import register_letters
        from privacy.models import SURVEYS

        from . import access, holdings, mood, palette, periods, promoters, receivers, service_figures  # noqa: F401
        from .bulk_actions import InviteToSurvey
        from .emails import PURPOSE
        from .panels import answer_item, answers_given, answers_linked, survey_panel
        from .services import waves

        holdings.register()
        periods.register()
        register_job(JobKind(waves.KIND, waves.fill_wave, undo=waves.UNDO_KIND, undo_stopped=True))
        register_job(JobKind(waves.UNDO_KIND, waves.take_back_wave))
        register_action("customers", InviteToSurvey())
        promoters.register()
        service_figures.register()
        register_letters(SURVEYS, PURPOSE)
        register_panel("surveys", position=40, slot="side", build=survey_panel)
        register_timeline(
            "surveys",
            rows=answers_given,
            at="submitted_at",
            item=answer_item,
            words=("survey__title_id", "survey__title_en", "said"),
            position=60,
        )
        register_linked("surveys", label=_("Survey answers"), position=70, count=answers_linked)
