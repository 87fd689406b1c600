"""Who answers that they would recommend us, 9 or 10 of 10, is on the way to being an advocate.

The life cycle reads the answers where they are; those about a confidential complaint are left out, for a stage is
shown to everybody.
"""

from django.db.models import F, QuerySet
from django.db.models.functions import TruncDate

from complaints.models import Complaint
from customers.enums import EvidenceKind
from customers.evidence import register_evidence
from customers.models.activity import marks_changes
from surveys.enums import QuestionKind
from surveys.models import Answer

PROMOTER = 9


def promoters() -> "QuerySet[Answer]":
    """Customer and local day of each such answer."""
    answers = Answer.objects.filter(question__kind=QuestionKind.NPS, number__gte=PROMOTER)
    rows: QuerySet = answers.exclude(response__invitation__complaint__is_restricted=True).values_list(
        F("response__invitation__customer_id"), TruncDate("response__submitted_at")
    )
    return rows


def register() -> None:
    register_evidence("promoters", kind=EvidenceKind.RECOMMENDATION, rows=promoters)


marks_changes(
    Answer,
    rows="""SELECT i.customer_id FROM written w JOIN surveys_response r ON r.id = w.response_id
        JOIN surveys_invitation i ON i.id = r.invitation_id""",
    changed="response_id number",
)
marks_changes(
    Complaint, rows="SELECT customer_id FROM written", changed="customer_id is_restricted", operations=("update",)
)
