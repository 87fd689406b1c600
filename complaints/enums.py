"""Words of complaint handling, after the seeds and ISO 10002."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    PHONE = "phone", _("Phone")
    WHATSAPP = "whatsapp", _("WhatsApp")
    COUNTER = "counter", _("At the counter")
    EMAIL = "email", _("E-mail")
    LETTER = "letter", _("Letter")
    WEB = "web", _("Web form")
    SOCIAL = "social", _("Social media")
    CHAT = "chat", _("Chat")


class Status(models.TextChoices):
    """New → in progress (↔ waiting) → resolved → closed; a customer who does not accept reopens it."""

    NEW = "new", _("New")
    IN_PROGRESS = "in_progress", _("In progress")
    WAITING = "waiting", _("Waiting for the customer")
    RESOLVED = "resolved", _("Resolved")
    CLOSED = "closed", _("Closed")


OPEN_STATUSES = (Status.NEW, Status.IN_PROGRESS, Status.WAITING)
STATUS_TONES = {
    Status.NEW: "new",
    Status.IN_PROGRESS: "progress",
    Status.WAITING: "waiting",
    Status.RESOLVED: "done",
    Status.CLOSED: "closed",
}


class Severity(models.TextChoices):
    LOW = "low", _("Low")
    NORMAL = "normal", _("Normal")
    HIGH = "high", _("High")
    CRITICAL = "critical", _("Critical")


class Verdict(models.TextChoices):
    """What the customer said of the solution."""

    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Not accepted")


class Factor(models.TextChoices):
    INTERNAL = "internal", _("Internal factor")
    EXTERNAL = "external", _("External factor")


class EntryKind(models.TextChoices):
    RECEIVED = "received", _("Complaint received")
    CUSTOMER_MESSAGE = "customer_message", _("Message from the customer")
    REPLY = "reply", _("Reply to the customer")
    NOTE = "note", _("Internal note")
    STATUS = "status", _("Change of status")
    ASSIGNMENT = "assignment", _("Assignment")
    REMEDY = "remedy", _("Remedy")
    EDIT = "edit", _("Change of details")


class RemedyKind(models.TextChoices):
    APOLOGY = "apology", _("Apology")
    EXPLANATION = "explanation", _("Explanation")
    REDO = "redo", _("Service done again")
    REPLACEMENT = "replacement", _("Replacement")
    REPAIR = "repair", _("Repair")
    REFUND = "refund", _("Refund")
    COMPENSATION = "compensation", _("Compensation")
    DISCOUNT = "discount", _("Discount")
    VOUCHER = "voucher", _("Voucher")
    POINTS = "points", _("Goodwill points")


MONEY_REMEDIES = (RemedyKind.REFUND, RemedyKind.COMPENSATION, RemedyKind.DISCOUNT, RemedyKind.VOUCHER)


class RemedyStatus(models.TextChoices):
    PROPOSED = "proposed", _("Waiting for approval")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")
