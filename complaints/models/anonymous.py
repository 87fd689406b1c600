from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.audit import audited
from common.models import Versioned
from complaints.models.complaint import Complaint


@audited()
class AnonymousDesk(Versioned):
    """Who reads complaints of people who don't say who they are. Without anybody that door is closed. One row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    people = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="+", verbose_name=_("people who read them")
    )

    class Meta:
        verbose_name = _("anonymous complaints")
        verbose_name_plural = _("anonymous complaints")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="anonymous_desk_single_row")]

    def __str__(self) -> str:
        return str(_("Anonymous complaints"))

    @classmethod
    def load(cls) -> "AnonymousDesk":
        return cls.objects.first() or cls()


class CodeWord(models.Model):
    """What opens an anonymous complaint for whoever made it. It was shown once, and only its hash is kept."""

    complaint = models.OneToOneField(Complaint, models.CASCADE, related_name="code_word")
    code_hash = models.BinaryField(max_length=32, unique=True, editable=False)
    created_on = models.DateField(default=timezone.localdate, editable=False)

    class Meta:
        verbose_name = _("code word")
        verbose_name_plural = _("code words")

    def __str__(self) -> str:
        return f"{self.complaint_id}"
