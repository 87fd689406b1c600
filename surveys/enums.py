"""Words of surveys."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Trigger(models.TextChoices):
    """What makes an invitation: the first two by themselves, the last only as a wave sent by hand."""

    COMPLAINT_CLOSED = "complaint_closed", _("After a complaint is closed")
    PURCHASE = "purchase", _("After a purchase")
    MANUAL = "manual", _("By hand, in waves")


class Audience(models.TextChoices):
    EXTERNAL = "external", _("External customers")
    INTERNAL = "internal", _("Internal customers")
    BOTH = "both", _("External and internal customers")


class SurveyStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    CLOSED = "closed", _("Closed")


class QuestionKind(models.TextChoices):
    SCALE4 = "scale4", _("Satisfaction, 1 to 4")
    NPS = "nps", _("Willingness to recommend, 0 to 10")
    CHOICE = "choice", _("One of several choices")
    TEXT = "text", _("Free text")


class Satisfaction(models.IntegerChoices):
    """Four steps, for a middle one hides discontent behind politeness."""

    NOT_SATISFIED = 1, _("Not satisfied")
    LESS_SATISFIED = 2, _("Less satisfied")
    SATISFIED = 3, _("Satisfied")
    VERY_SATISFIED = 4, _("Very satisfied")


class Mode(models.TextChoices):
    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Phone")
    PAPER = "paper", _("Post")


class InvitationStatus(models.TextChoices):
    PLANNED = "planned", _("Planned")
    SENT = "sent", _("Sent")
    ANSWERED = "answered", _("Answered")
    CANCELLED = "cancelled", _("Cancelled")
    EXPIRED = "expired", _("Expired")
    DECLINED = "declined", _("Declined")


# An answer is still welcome.
OPEN_STATUSES = (InvitationStatus.PLANNED, InvitationStatus.SENT)


class CallOutcome(models.TextChoices):
    """How a call ended that brought no answers."""

    UNREACHABLE = "unreachable", _("Not reached")
    LATER = "later", _("Asked to be called later")
    REFUSED = "refused", _("Does not want to take part")


class Exclusion(models.TextChoices):
    """Why somebody of a chosen group is not invited; the first that applies counts."""

    DO_NOT_CONTACT = "do_not_contact", _("Asked not to be contacted")
    NO_CONSENT = "no_consent", _("Does not want surveys")
    OPEN_COMPLAINT = "open_complaint", _("Has a complaint that is still open")
    PAUSED = "paused", _("Was invited recently")
    UNREACHABLE = "unreachable", _("No e-mail address, phone number or address")
