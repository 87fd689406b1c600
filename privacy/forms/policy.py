from common.forms import PrimaModelForm, VersionMixin
from privacy.models import PrivacyPolicy


class PolicyForm(VersionMixin, PrimaModelForm):
    class Meta:
        model = PrivacyPolicy
        fields = [
            "answer_hours",
            "breach_hours",
            "erasure_needs_second",
            "file_names_staff",
            "watched_tags",
            "retention_is_on",
        ]

    def _post_clean(self) -> None:
        """The service checks; the instance stays as it was read."""
