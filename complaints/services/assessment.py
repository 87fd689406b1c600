"""What the assessment of a complaint comes to (ISO 10002:2018, 8.5)."""

from complaints.enums import Complexity, Impact, Priority, Severity


def priority_of(*, severity: str, safety: bool, complexity: str, impact: str, needs_action_now: bool) -> Priority:
    """Urgent where somebody could come to harm or minutes count, else by severity and by how many are affected.

    Complexity alone makes nothing more pressing: it decides who works on it, not how long the customer waits.
    """
    if safety or needs_action_now or severity == Severity.CRITICAL:
        return Priority.URGENT
    if severity == Severity.HIGH or impact == Impact.MANY:
        return Priority.HIGH
    if severity == Severity.LOW and impact == Impact.ONE and complexity == Complexity.SIMPLE:
        return Priority.LOW
    return Priority.NORMAL
