"""Who may do what with surveys. Agents answer the phone; managers decide whom we ask what."""

from accounts.models import User
from surveys.models import Survey


def can_manage_surveys(user: User) -> bool:
    """Build, publish and close surveys, send waves, take answers out as a file."""
    return user.is_manager


def can_send_wave(user: User, survey: Survey) -> bool:
    return user.is_manager and survey.is_published
