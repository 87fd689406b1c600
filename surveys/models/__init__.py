"""Surveys: asking customers what the service was worth to them, once, politely, and acting on the answer."""

from surveys.models.invitation import Invitation, InvitationLink, UnsubscribeLink, Wave
from surveys.models.response import Answer, Response
from surveys.models.survey import Question, Survey

__all__ = ["Answer", "Invitation", "InvitationLink", "Question", "Response", "Survey", "UnsubscribeLink", "Wave"]
