from typing import Any

from django.db import transaction

from customers.services.checks import check_fields
from privacy.models import PrivacyPolicy


@transaction.atomic
def save_policy(*, expected_version: int, **fields: Any) -> PrivacyPolicy:
    """Change how requests, erasures and periods are handled. Raises StaleRecord or AppError."""
    PrivacyPolicy.objects.get_or_create(id=1)
    policy = PrivacyPolicy(id=1, **fields)
    check_fields(policy, *fields)
    policy.save_version(expected=expected_version, fields=list(fields))
    return policy
