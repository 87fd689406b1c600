"""Complaints: an expression of dissatisfaction and valuable feedback, followed until the customer is content."""

from complaints.models.aftercare import AfterCare
from complaints.models.anonymous import AnonymousDesk, CodeWord
from complaints.models.attachment import Attachment
from complaints.models.calendar import DepartmentCalendar, Holiday, Week, WorkingHours, stretches_of, week_of
from complaints.models.cause import Cause
from complaints.models.charter import CharterVersion
from complaints.models.clock import HOUSE, Clock, DeadlineRule, DeadlineSet, EscalationStep
from complaints.models.complaint import Complaint, ComplaintQuerySet, ReferenceCounter, RestrictedAccess
from complaints.models.draft import Draft
from complaints.models.entry import Entry
from complaints.models.finding import Finding
from complaints.models.improvement import Improvement, ImprovementQuerySet
from complaints.models.link import ReplyToken, TrackingLink
from complaints.models.mail import IncomingMail, Mailbox
from complaints.models.outside import OutsideBody
from complaints.models.policy import CarePolicy, HandlingPolicy, RemedyBudget
from complaints.models.problem import Problem, ProblemMember
from complaints.models.promise import Promise, PromiseQuerySet
from complaints.models.question import CauseQuestion
from complaints.models.remedy import Remedy
from complaints.models.routing import Absence, AgentGroup, GroupMember, RoutingRule
from complaints.models.silence import SilenceReading
from complaints.models.template import Macro, ReplyTemplate
from complaints.models.together import ComplaintLink, ComplaintMerge
from complaints.models.word import SummaryWord

__all__ = [
    "HOUSE",
    "Absence",
    "AfterCare",
    "AgentGroup",
    "AnonymousDesk",
    "Attachment",
    "CarePolicy",
    "Cause",
    "CauseQuestion",
    "CharterVersion",
    "Clock",
    "CodeWord",
    "Complaint",
    "ComplaintLink",
    "ComplaintMerge",
    "ComplaintQuerySet",
    "DeadlineRule",
    "DeadlineSet",
    "DepartmentCalendar",
    "Draft",
    "Entry",
    "EscalationStep",
    "Finding",
    "GroupMember",
    "HandlingPolicy",
    "Holiday",
    "Improvement",
    "ImprovementQuerySet",
    "IncomingMail",
    "Macro",
    "Mailbox",
    "OutsideBody",
    "Problem",
    "ProblemMember",
    "Promise",
    "PromiseQuerySet",
    "ReferenceCounter",
    "Remedy",
    "RemedyBudget",
    "ReplyTemplate",
    "ReplyToken",
    "RestrictedAccess",
    "RoutingRule",
    "SilenceReading",
    "SummaryWord",
    "TrackingLink",
    "Week",
    "WorkingHours",
    "stretches_of",
    "week_of",
]
