"""What managers see of complaint handling: figures, people, qualities, silence."""

from complaints.views.dashboard.learning import complaint_learning
from complaints.views.dashboard.overview import complaint_dashboard
from complaints.views.dashboard.people import complaint_people
from complaints.views.dashboard.qualities import complaint_qualities
from complaints.views.dashboard.silence import complaint_silence

__all__ = ["complaint_dashboard", "complaint_learning", "complaint_people", "complaint_qualities", "complaint_silence"]
