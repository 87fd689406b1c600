from django.db import models
from django.utils.translation import gettext_lazy as _


class Basis(models.TextChoices):
    """On what ground data are used for a purpose (UU PDP 27/2022, article 20)."""

    CONSENT = "consent", _("Consent")
    CONTRACT = "contract", _("Contract")
    INTEREST = "interest", _("Legitimate interest")
    DUTY = "duty", _("Legal duty")


# Where nobody has said anything, data may be used on these grounds until the person objects.
PRESUMED = (Basis.CONTRACT, Basis.INTEREST, Basis.DUTY)


class Channel(models.TextChoices):
    """How the person told us."""

    COUNTER = "counter", _("In person")
    PHONE = "phone", _("Phone")
    EMAIL = "email", _("E-mail")
    LETTER = "letter", _("Letter or form on paper")
    WEB = "web", _("Web form")
    CHAT = "chat", _("Chat")
    REGISTRY = "registry", _("Changed in the registry")
    IMPORT = "import", _("Import")
    ERASURE = "erasure", _("Erasure of personal data")


# What staff choose from; the others are noted by the system itself.
SPOKEN_CHANNELS = (Channel.COUNTER, Channel.PHONE, Channel.EMAIL, Channel.LETTER, Channel.WEB, Channel.CHAT)


class AccessKind(models.TextChoices):
    """How a member of staff came to see a customer's data. Apps above may see them in ways of their own."""

    PAGE = "page", _("Customer page")
    SEARCH = "search", _("Opened from a search")
    CARD = "card", _("Card beside a form")
    COMPLAINT = "complaint", _("Complaint")
    MEMBER = "member", _("Membership")
    ANSWER = "answer", _("Survey answer")
    API = "api", _("API")
    FILE = "file", _("Data of the person as a file")


class RequestKind(models.TextChoices):
    """What a person may ask for (UU PDP 27/2022, articles 5-13)."""

    ACCESS = "access", _("A copy of the data")
    CORRECTION = "correction", _("Correction")
    ERASURE = "erasure", _("Erasure")
    RESTRICTION = "restriction", _("Restriction or objection")
    WITHDRAWAL = "withdrawal", _("Withdrawal of a consent")


class RequestStatus(models.TextChoices):
    NEW = "new", _("new")
    IN_PROGRESS = "in_progress", _("in progress")
    PROPOSED = "proposed", _("erasure proposed")
    ANSWERED = "answered", _("answered")
    REFUSED = "refused", _("refused")


OPEN_REQUESTS = (RequestStatus.NEW, RequestStatus.IN_PROGRESS, RequestStatus.PROPOSED)
# What is handed out or changed only for somebody whose identity was checked.
NEEDS_IDENTITY = (RequestKind.ACCESS, RequestKind.CORRECTION, RequestKind.ERASURE)


class StepKind(models.TextChoices):
    RECEIVED = "received", _("Received")
    TAKEN = "taken", _("Taken on")
    IDENTITY = "identity", _("Identity checked")
    NOTE = "note", _("Note")
    FILE = "file", _("Data file asked for")
    RESTRICTED = "restricted", _("Processing stopped")
    LIFTED = "lifted", _("Restriction lifted")
    PROPOSED = "proposed", _("Erasure proposed")
    ERASED = "erased", _("Personal data erased")
    WARNED = "warned", _("Reminder sent")
    ANSWERED = "answered", _("Answered")
    REFUSED = "refused", _("Refused")


class DataKind(models.TextChoices):
    """What a breach may concern. The last ones are specific data (UU PDP 27/2022, article 4): they weigh more."""

    IDENTITY = "identity", _("Name and date of birth")
    CONTACT = "contact", _("Addresses and telephone numbers")
    BUSINESS = "business", _("Purchases, bookings and payments")
    COMPLAINTS = "complaints", _("Complaints and what was said")
    ANSWERS = "answers", _("Answers to surveys")
    ACCESS = "access", _("Passwords and personal links")
    FINANCE = "finance", _("Bank and card data")
    HEALTH = "health", _("Health data")
    CHILDREN = "children", _("Data of children")
    OTHER = "other", _("Other personal data")
