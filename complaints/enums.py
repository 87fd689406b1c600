"""Words of complaint handling, after the seeds and ISO 10002."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common.formats import number


class Channel(models.TextChoices):
    PHONE = "phone", _("Phone")
    WHATSAPP = "whatsapp", _("WhatsApp")
    COUNTER = "counter", _("At the counter")
    EMAIL = "email", _("E-mail")
    LETTER = "letter", _("Letter")
    WEB = "web", _("Web form")
    SOCIAL = "social", _("Social media")
    CHAT = "chat", _("Chat")


# In a conversation the complaint is acknowledged as it is told.
SPOKEN_CHANNELS = (Channel.PHONE, Channel.WHATSAPP, Channel.COUNTER, Channel.CHAT)


class Status(models.TextChoices):
    """The way of a complaint after ISO 10002:2018 (clause 7). Waiting for the customer is no state but a pause."""

    RECEIVED = "received", _("Received")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    ASSESSED = "assessed", _("Assessed")
    INVESTIGATING = "investigating", _("Being investigated")
    ANSWERED = "answered", _("Answered")
    ACCEPTED = "accepted", _("Accepted by the customer")
    REFUSED = "refused", _("Refused by the customer")
    CLOSED = "closed", _("Closed")


# The only moves there are; the database refuses every other one. Back to the investigation leads reopening, or an
# answer that was not the last word; an answer to which nobody says anything is closed by time.
MOVES = {
    Status.RECEIVED: (Status.ACKNOWLEDGED,),
    Status.ACKNOWLEDGED: (Status.ASSESSED,),
    Status.ASSESSED: (Status.INVESTIGATING,),
    Status.INVESTIGATING: (Status.ANSWERED,),
    Status.ANSWERED: (Status.ACCEPTED, Status.REFUSED, Status.CLOSED, Status.INVESTIGATING),
    Status.ACCEPTED: (Status.CLOSED,),
    Status.REFUSED: (Status.INVESTIGATING, Status.CLOSED),
    Status.CLOSED: (Status.INVESTIGATING,),
}
# The first states in their order: an early answer passes through each of them.
ON_THE_WAY = (Status.RECEIVED, Status.ACKNOWLEDGED, Status.ASSESSED, Status.INVESTIGATING)
# It is our turn: to begin, to go on, or to say what comes after a refusal.
OPEN_STATUSES = (*ON_THE_WAY, Status.REFUSED)
ANSWERED_STATUSES = (Status.ANSWERED, Status.ACCEPTED, Status.CLOSED)
STATUS_TONES = {
    Status.RECEIVED: "new",
    Status.ACKNOWLEDGED: "new",
    Status.ASSESSED: "progress",
    Status.INVESTIGATING: "progress",
    Status.ANSWERED: "done",
    Status.ACCEPTED: "done",
    Status.REFUSED: "alert",
    Status.CLOSED: "closed",
}


class Severity(models.TextChoices):
    LOW = "low", _("Low")
    NORMAL = "normal", _("Normal")
    HIGH = "high", _("High")
    CRITICAL = "critical", _("Critical")


class Complexity(models.TextChoices):
    SIMPLE = "simple", _("Simple: one person can solve it")
    COMPLEX = "complex", _("Complex: several have to work on it")


class Impact(models.TextChoices):
    ONE = "one", _("This customer")
    SEVERAL = "several", _("Several customers")
    MANY = "many", _("Many customers")


class Priority(models.TextChoices):
    """What the assessment comes to; it decides the promises."""

    LOW = "low", _("Low")
    NORMAL = "normal", _("Normal")
    HIGH = "high", _("High")
    URGENT = "urgent", _("Urgent")


class ClockKind(models.TextChoices):
    """What a promise is about. The legal one never stands still."""

    FIRST_RESPONSE = "first_response", _("First response")
    NEXT_UPDATE = "next_update", _("Next update")
    SOLUTION = "solution", _("Solution")
    LEGAL = "legal", _("Legal deadline")


class TimeUnit(models.TextChoices):
    """Working days end at closing time; days and hours are those of the calendar."""

    WORKING_HOURS = "working_hours", _("working hours")
    WORKING_DAYS = "working_days", _("working days")
    HOURS = "hours", _("hours")
    DAYS = "days", _("calendar days")

    def counted(self, amount: int) -> str:
        """ "1 working hour", "24 working hours"."""
        words = {
            TimeUnit.WORKING_HOURS: ngettext("%(count)s working hour", "%(count)s working hours", amount),
            TimeUnit.WORKING_DAYS: ngettext("%(count)s working day", "%(count)s working days", amount),
            TimeUnit.HOURS: ngettext("%(count)s hour", "%(count)s hours", amount),
            TimeUnit.DAYS: ngettext("%(count)s calendar day", "%(count)s calendar days", amount),
        }
        return words[self] % {"count": number(amount)}


class ClockOutcome(models.TextChoices):
    MET = "met", _("kept in time or late")
    DROPPED = "dropped", _("no longer needed")


class Told(models.TextChoices):
    SPOKEN = "spoken", _("in words")
    WRITTEN = "written", _("in writing")


class Verdict(models.TextChoices):
    """What the customer said of the solution."""

    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Not accepted")


class Decision(models.TextChoices):
    """What our answer says of what the customer asked for."""

    GRANTED = "granted", _("Granted")
    PARTLY = "partly", _("Granted in part")
    REFUSED = "refused", _("Not granted")


class Sector(models.TextChoices):
    """What the organisation does; it decides which bodies outside are responsible."""

    TRADE = "trade", _("Goods and services")
    FINANCE = "finance", _("Financial services")
    PUBLIC = "public", _("Public services")


class SilenceScope(models.TextChoices):
    """What the silence watch listens to apart."""

    STANDING = "standing", _("Standing")
    DEPARTMENT = "department", _("Department")


class PromiseOutcome(models.TextChoices):
    DONE = "done", _("Done")
    RELEASED = "released", _("The customer released us from it")


class CareOutcome(models.TextChoices):
    """What came of asking again."""

    CONTENT = "content", _("Reached: it is solved and stayed so")
    UNHAPPY = "unhappy", _("Reached: not content")
    UNREACHED = "unreached", _("Not reached")


class Factor(models.TextChoices):
    INTERNAL = "internal", _("Internal factor")
    EXTERNAL = "external", _("External factor")


class Satisfaction(models.TextChoices):
    """What of the customer's satisfaction was hit (seed 001): the product, the service after it, or the purchase."""

    QUALITY = "quality", _("Product: quality")
    VALUE = "value", _("Product: value for its price")
    FORM = "form", _("Product: form and design")
    RELIABILITY = "reliability", _("Product: reliability")
    GUARANTEE = "guarantee", _("Service: guarantee")
    RESPONSE = "response", _("Service: response and problem solving")
    STAFF = "staff", _("Purchase: experience with staff")
    EASE = "ease", _("Purchase: ease and convenience")


class SuccessFactor(models.TextChoices):
    """What has to be right for things to go well (seed 001), and was not."""

    PERSONAL = "personal", _("Personal: knowledge, skill, attitude")
    LEADERSHIP = "leadership", _("Leadership: direction and support")
    TEAM = "team", _("Team: working together")
    SYSTEM = "system", _("System: processes, tools, facilities")
    SITUATIONAL = "situational", _("Situation: pressure from outside")
    NONE = "none", _("Nothing of ours failed")


class ProblemStatus(models.TextChoices):
    """How sure we are that several complaints have one cause, and whether it is gone."""

    SUSPECTED = "suspected", _("suspected")
    CONFIRMED = "confirmed", _("confirmed")
    SOLVED = "solved", _("solved")


PROBLEM_TONES = {
    ProblemStatus.SUSPECTED: "waiting",
    ProblemStatus.CONFIRMED: "alert",
    ProblemStatus.SOLVED: "done",
}


class ImprovementStatus(models.TextChoices):
    PLANNED = "planned", _("planned")
    RUNNING = "running", _("under way")
    DONE = "done", _("done")
    DROPPED = "dropped", _("given up")


OPEN_IMPROVEMENTS = (ImprovementStatus.PLANNED, ImprovementStatus.RUNNING)
IMPROVEMENT_TONES = {
    ImprovementStatus.PLANNED: "new",
    ImprovementStatus.RUNNING: "progress",
    ImprovementStatus.DONE: "done",
    ImprovementStatus.DROPPED: "closed",
}


class LinkKind(models.TextChoices):
    RELATED = "related", _("Related")
    SPLIT = "split", _("Split off")


class EntryKind(models.TextChoices):
    RECEIVED = "received", _("Complaint received")
    CUSTOMER_MESSAGE = "customer_message", _("Message from the customer")
    REPLY = "reply", _("Reply to the customer")
    NOTE = "note", _("Internal note")
    STATUS = "status", _("Change of status")
    PAUSE = "pause", _("Waiting for the customer")
    ASSESSMENT = "assessment", _("Assessment")
    ESCALATION = "escalation", _("Escalation")
    ASSIGNMENT = "assignment", _("Assignment")
    REMEDY = "remedy", _("Remedy")
    EDIT = "edit", _("Change of details")
    TOGETHER = "together", _("Put together or apart")
    PROMISE = "promise", _("Promise")
    FILE_REMOVED = "file_removed", _("File removed")


class MacroOwner(models.TextChoices):
    """Whom a macro makes responsible; nothing leaves it as it is."""

    ME = "me", _("Whoever applies it")
    GROUP = "group", _("Somebody of a group, in turn")


class RoutingMethod(models.TextChoices):
    """How a rule chooses among the people of its group. Absent people are never chosen."""

    ROUND_ROBIN = "round_robin", _("in turn")
    LEAST_BUSY = "least_busy", _("who has the fewest open complaints")
    SAME_AGENT = "same_agent", _("who had this customer's last complaint, else in turn")


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
    PROCESS_CHANGE = "process_change", _("Change of our process")


MONEY_REMEDIES = (RemedyKind.REFUND, RemedyKind.COMPENSATION, RemedyKind.DISCOUNT, RemedyKind.VOUCHER)
# More than putting right what went wrong: the customer is better off than before.
BETTER_OFF = (RemedyKind.COMPENSATION, RemedyKind.DISCOUNT, RemedyKind.VOUCHER, RemedyKind.POINTS)


class RemedyStatus(models.TextChoices):
    PROPOSED = "proposed", _("Waiting for approval")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")


class MailOutcome(models.TextChoices):
    """What became of a message that came by e-mail."""

    WAITING = "waiting", _("to be read")
    COMPLAINT = "complaint", _("new complaint")
    REPLY = "reply", _("answer to a complaint")
    BOUNCE = "bounce", _("our e-mail came back")
    AUTOMATIC = "automatic", _("automatic answer")
    HELD = "held", _("not taken")
    DISCARDED = "discarded", _("discarded")


class HoldReason(models.TextChoices):
    """Why a message waits for somebody's decision."""

    TOO_LARGE = "too_large", _("It is too large: only its head was read. The whole is in the mailbox.")
    UNREADABLE = "unreadable", _("It has too many parts, or parts within parts, to be taken apart.")
    NO_SENDER = "no_sender", _("It names no sender who could be answered.")
    EMPTY = "empty", _("It is empty.")
    TOO_OFTEN = "too_often", _("The sender has written very often within an hour.")
    AUTOMATIC = "automatic", _("A machine wrote it: an automatic answer.")
    LIST = "list", _("It came by a mailing list or is advertising.")
    OURSELVES = "ourselves", _("We sent it ourselves.")
    BOUNCE = "bounce", _("An e-mail came back, but none of ours that we know.")
    ERROR = "error", _("It could not be stored.")
