"""Complaints: an expression of dissatisfaction and valuable feedback, followed until the customer is content."""

from complaints.models.aftercare import AfterCare
from complaints.models.attachment import Attachment
from complaints.models.calendar import Holiday, WorkingHours
from complaints.models.cause import Cause
from complaints.models.charter import CharterVersion
from complaints.models.clock import HOUSE, Clock, DeadlineRule, DeadlineSet, EscalationStep
from complaints.models.complaint import Complaint, ComplaintQuerySet, ReferenceCounter, RestrictedAccess
from complaints.models.draft import Draft
from complaints.models.entry import Entry
from complaints.models.link import ReplyToken, TrackingLink
from complaints.models.mail import IncomingMail, Mailbox
from complaints.models.outside import OutsideBody
from complaints.models.policy import CarePolicy, HandlingPolicy, RemedyBudget
from complaints.models.promise import Promise, PromiseQuerySet
from complaints.models.remedy import Remedy
from complaints.models.routing import Absence, AgentGroup, GroupMember, RoutingRule
from complaints.models.silence import SilenceReading
from complaints.models.word import SummaryWord

__all__ = [
    "HOUSE",
    "Absence",
    "AgentGroup",
    "AfterCare",
    "Attachment",
    "CarePolicy",
    "Cause",
    "CharterVersion",
    "Clock",
    "Complaint",
    "ComplaintQuerySet",
    "DeadlineRule",
    "DeadlineSet",
    "Entry",
    "Draft",
    "EscalationStep",
    "GroupMember",
    "HandlingPolicy",
    "Holiday",
    "IncomingMail",
    "Mailbox",
    "OutsideBody",
    "Promise",
    "PromiseQuerySet",
    "ReferenceCounter",
    "Remedy",
    "RemedyBudget",
    "ReplyToken",
    "RestrictedAccess",
    "RoutingRule",
    "SilenceReading",
    "SummaryWord",
    "TrackingLink",
    "WorkingHours",
]
