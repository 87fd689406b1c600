"""What the public form asks besides, cause by cause."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import AppError
from complaints.models import Cause, CauseQuestion

MOST = 3


@transaction.atomic
def save_cause_questions(*, cause: Cause, questions: Sequence[tuple[str, str, bool]]) -> None:
    """Ask these questions from now on, each in Indonesian, in English, and whether it must be answered.

    Answers given before stand in the words of their complaints and stay as they are.
    """
    if cause.parent_id:
        raise AppError(_("Only the main causes stand on the public form."))
    if len(questions) > MOST:
        raise AppError(_("Ask at most %(limit)s things besides; more drives people away.") % {"limit": MOST})
    list(Cause.objects.select_for_update().filter(pk=cause.pk))
    stored = {question.position: question for question in cause.questions.all()}
    for position, (text_id, text_en, is_required) in enumerate(questions):
        question = stored.pop(position, None) or CauseQuestion(cause=cause, position=position)
        question.text_id, question.text_en, question.is_required = text_id, text_en, is_required
        question.save()
    CauseQuestion.objects.filter(pk__in=[question.pk for question in stored.values()]).delete()
