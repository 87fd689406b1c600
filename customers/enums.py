"""Words of the registry, after the seeds on customer relations (docs/architecture.md names them)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    EXTERNAL = "external", _("External")
    INTERNAL = "internal", _("Internal")


class PartyType(models.TextChoices):
    INDIVIDUAL = "individual", _("Person")
    ORGANISATION = "organisation", _("Organisation")
    COMMUNITY = "community", _("Community")


class BuyerRole(models.TextChoices):
    BUYER = "buyer", _("Buyer")
    END_USER = "end_user", _("End user")
    BOTH = "both", _("Buyer and end user")


class Salutation(models.TextChoices):
    """Never guessed: where nobody has said, letters begin with the name alone."""

    MR = "mr", _("Mr")
    MRS = "mrs", _("Mrs/Ms")
    KAK = "kak", _("Kak")


class Standing(models.TextChoices):
    PRIMARY = "primary", _("Primary customer")
    SECONDARY = "secondary", _("Secondary customer")
    PROSPECT = "prospect", _("Prospective customer")


class LifeCycle(models.TextChoices):
    """From stranger to somebody who brings others (siklus hidup pelanggan, seed 001)."""

    SUSPECT = "suspect", _("Suspect")
    PROSPECT = "prospect", _("Prospect")
    FIRST_TIME = "first_time", _("First-time customer")
    REPEAT = "repeat", _("Repeat customer")
    CLIENT = "client", _("Client")
    ADVOCATE = "advocate", _("Advocate")

    @property
    def rank(self) -> int:
        """How far the relation has come, from 0 for a suspect."""
        return list(LifeCycle).index(self)


class EvidenceKind(models.TextChoices):
    """What shows how close somebody is to us, apart from what they buy."""

    INTEREST = "interest", _("Showed interest")
    RECOMMENDATION = "recommendation", _("Recommended us")


class StandingSource(models.TextChoices):
    POLICY = "policy", _("Policy")
    OVERRIDE = "override", _("Set by hand")
    IMPORT = "import", _("Import")


class ExitReason(models.TextChoices):
    DECEASED = "deceased", _("Deceased")
    CLOSED = "closed", _("Business closed")
    BLOCKED = "blocked", _("Blocked")
    MOVED = "moved", _("Moved away")
    PRICE = "price", _("Price or competitor")
    DISSATISFIED = "dissatisfied", _("Dissatisfied")
    OTHER = "other", _("Other reason")


# Reasons nobody could have prevented: left out of the controllable retention rate.
INVOLUNTARY_EXITS = (ExitReason.DECEASED, ExitReason.CLOSED, ExitReason.BLOCKED)


class TransactionKind(models.TextChoices):
    PURCHASE = "purchase", _("Purchase")
    BOOKING = "booking", _("Booking")
    SERVICE = "service", _("Service")
    REFUND = "refund", _("Refund")
    REDEMPTION = "redemption", _("Points redemption")


BUSINESS_KINDS = (TransactionKind.PURCHASE, TransactionKind.BOOKING, TransactionKind.SERVICE)


class TransactionStatus(models.TextChoices):
    COMPLETED = "completed", _("Completed")
    PENDING = "pending", _("Pending")
    CANCELLED = "cancelled", _("Cancelled")


class InteractionKind(models.TextChoices):
    CALL = "call", _("Phone call")
    CHAT = "chat", _("WhatsApp or chat")
    EMAIL = "email", _("E-mail")
    VISIT = "visit", _("Visit")
    MEETING = "meeting", _("Meeting")
    LETTER = "letter", _("Letter")
    NOTE = "note", _("Internal note")


# Staff writing to themselves is no contact: it does not count as having spoken with the customer.
CONTACT_KINDS = tuple(kind for kind in InteractionKind if kind != InteractionKind.NOTE)


class Direction(models.TextChoices):
    OUTGOING = "out", _("From us")
    INCOMING = "in", _("From the customer")


class Reached(models.TextChoices):
    """How an attempt to reach a customer ended."""

    REACHED = "reached", _("Reached")
    NO_ANSWER = "no_answer", _("No answer")
    CALL_BACK = "call_back", _("Asked to call back")


class Channel(models.TextChoices):
    """Which way a customer likes to be reached."""

    PHONE = "phone", _("Phone")
    WHATSAPP = "whatsapp", "WhatsApp"
    EMAIL = "email", _("E-mail")
    LETTER = "letter", _("Letter")
    VISIT = "visit", _("In person")


class Priority(models.IntegerChoices):
    HIGH = 1, _("High")
    NORMAL = 2, _("Normal")
    LOW = 3, _("Low")


class Repeat(models.TextChoices):
    """After which time a follow-up comes again once it is done."""

    WEEKLY = "weekly", _("Every week")
    MONTHLY = "monthly", _("Every month")
    QUARTERLY = "quarterly", _("Every three months")
    YEARLY = "yearly", _("Every year")


class NeedKind(models.TextChoices):
    """What is known of what a customer wants (keintiman pelanggan, seed 001)."""

    NEED = "need", _("Need")
    EXPECTATION = "expectation", _("Expectation")
    PREFERENCE = "preference", _("Preference")
    DEMAND = "demand", _("Demand")


class LinkKind(models.TextChoices):
    """How one customer stands to another, read from the first to the second (jaringan, seed 001)."""

    EMPLOYEE = "employee", _("works for")
    CONTACT = "contact", _("is contact person of")
    BRANCH = "branch", _("is a branch of")
    SUPPLIER = "supplier", _("supplies")
    REFERRED = "referred", _("was referred by")
    PARTNER = "partner", _("is a partner of")
    FAMILY = "family", _("is family of")


# The same read from the second to the first.
REVERSE_LINKS = {
    LinkKind.EMPLOYEE: _("employs"),
    LinkKind.CONTACT: _("has as contact person"),
    LinkKind.BRANCH: _("has as a branch"),
    LinkKind.SUPPLIER: _("is supplied by"),
    LinkKind.REFERRED: _("referred"),
    LinkKind.PARTNER: LinkKind.PARTNER.label,
    LinkKind.FAMILY: LinkKind.FAMILY.label,
}
# Read alike from both ends, so the two can't be linked once in each direction.
MUTUAL_LINKS = (LinkKind.PARTNER, LinkKind.FAMILY)


class PaymentKind(models.TextChoices):
    PAYMENT = "payment", _("Payment")
    WAIVER = "waiver", _("Waived")


class ImportedKind(models.TextChoices):
    """What files hold, in the order in which a new installation brings them in."""

    CUSTOMERS = "customers", _("Customers")
    TRANSACTIONS = "transactions", _("Transactions")
    CONTRACTS = "contracts", _("Contracts")
    MERGES = "merges", _("Merged duplicates")
    STANDINGS = "standings", _("History of standings")
    INTERACTIONS = "interactions", _("Interactions")
    NEEDS = "needs", _("Needs and wishes")
    SPECIAL_DAYS = "special_days", _("Special days")
    CONTACTS = "contacts", _("Contact persons")
    LINKS = "links", _("Relations between customers")


class ImportStatus(models.TextChoices):
    """A file is looked at, checked, which writes nothing of it, and brought in when that is confirmed."""

    UPLOADED = "uploaded", _("uploaded")
    CHECKING = "checking", _("being checked")
    CHECKED = "checked", _("checked only")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    REVERTING = "reverting", _("being taken back")
    REVERTED = "reverted", _("taken back")


# Files that wait for somebody's decision, or for a worker that looks at them.
UNDECIDED_IMPORTS = (ImportStatus.UPLOADED, ImportStatus.CHECKING, ImportStatus.CHECKED)


class FieldType(models.TextChoices):
    """What a further field holds, and so how it is asked, checked, stored and shown."""

    TEXT = "text", _("Line of text")
    LONG_TEXT = "long_text", _("Long text")
    INTEGER = "integer", _("Whole number")
    DECIMAL = "decimal", _("Decimal number")
    MONEY = "money", _("Amount of money")
    DATE = "date", _("Date")
    YES_NO = "yes_no", _("Yes or no")
    CHOICE = "choice", _("One choice")
    CHOICES = "choices", _("Several choices")
    EMAIL = "email", _("E-mail address")
    URL = "url", _("Web address")
    PHONE = "phone", _("Phone number")


CHOICE_TYPES = (FieldType.CHOICE, FieldType.CHOICES)
NUMBER_TYPES = (FieldType.INTEGER, FieldType.DECIMAL, FieldType.MONEY)


class PairStatus(models.TextChoices):
    OPEN = "open", _("To be looked at")
    DISMISSED = "dismissed", _("Not the same")
    MERGED = "merged", _("Merged")


class DuplicateReason(models.TextChoices):
    PHONE = "phone", _("same phone number")
    EMAIL = "email", _("same e-mail address")
    NAME = "name", _("same name")
    SIMILAR = "similar", _("similar name")
    BIRTH_DATE = "birth_date", _("same date of birth")
    CITY = "city", _("same city")


class MatchKind(models.IntegerChoices):
    """What two records share when they are compared."""

    PHONE = 1, _("phone number")
    EMAIL = 2, _("e-mail address")
    NAME_CITY = 3, _("name and city")
    NAME_BIRTH = 4, _("name and date of birth")
    PART_BIRTH = 5, _("part of the name and date of birth")
    PART_CITY = 6, _("part of the name and city")
