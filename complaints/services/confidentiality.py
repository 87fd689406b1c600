"""Who may know of a complaint, and that whoever it is about neither handles it nor is named on it."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import AppError
from complaints.enums import EntryKind
from complaints.models import Complaint, ComplaintMerge, RestrictedAccess
from complaints.services import records
from complaints.services.aftercare import take_back_after_care
from complaints.signals import complaint_restricted
from customers.models import Customer
from outbox import services as outbox


@transaction.atomic
def set_confidentiality(
    *, complaint: Complaint, is_restricted: bool, named: Sequence[User], at: datetime, by: User
) -> Complaint:
    """Hide a complaint from all but the named, its officer and whoever says so; or show it to all staff again."""
    records.lock(complaint)
    kept = {user.pk: user for user in [*named, by, *([complaint.owner] if complaint.owner else [])]}
    known = set(complaint.named_people.values_list("user_id", flat=True))
    if complaint.is_restricted == is_restricted and (not is_restricted or known == set(kept)):
        return complaint
    if is_restricted and not named:
        raise AppError(_("Name at least one person who may see this confidential complaint."), field="named")
    if is_restricted:
        refuse_who_it_is_about(complaint.about_person, complaint.about_member, kept.values(), field="named")
    records.save(complaint, at=at, is_restricted=is_restricted)
    complaint.named_people.all().delete()
    if is_restricted:
        RestrictedAccess.objects.bulk_create(RestrictedAccess(complaint=complaint, user_id=pk) for pk in kept)
    family = [complaint.pk, *_hide_with_it(complaint, kept if is_restricted else ())]
    outbox.set_confidential(about=[f"complaint:{pk}" for pk in family], is_confidential=is_restricted)
    if is_restricted:
        take_back_after_care(complaint=complaint)
    complaint_restricted.send(sender=Complaint, complaint=complaint)
    names = ", ".join(sorted(str(user) for user in kept.values()))
    new_value = names[:200] if is_restricted else ""
    records.note(complaint, EntryKind.EDIT, at=at, by=by, body="is_restricted", new_value=new_value)
    return complaint


def _hide_with_it(complaint: Complaint, people: Collection[int]) -> list[int]:
    """What was merged into it is as confidential as itself, also after they are taken apart; gives the ids."""
    family: list[int] = []
    layer = [complaint.pk]
    while layer := list(
        ComplaintMerge.objects.filter(undone_at=None, survivor__in=layer).values_list("duplicate", flat=True)
    ):
        family += layer
    Complaint.objects.filter(pk__in=family).update(is_restricted=complaint.is_restricted)
    RestrictedAccess.objects.filter(complaint__in=family).delete()
    RestrictedAccess.objects.bulk_create(
        RestrictedAccess(complaint_id=pk, user_id=user) for pk in family for user in people
    )
    return family


def refuse_who_it_is_about(
    person: User | None, member: Customer | None, people: Iterable[User | None], *, field: str
) -> None:
    """Raise AppError when one of `people` is whom a complaint is about: by account, or by the member's address."""
    address = (member.email if member else "").lower()
    for user in people:
        if user and (user.pk == (person and person.pk) or (address and user.email.lower() == address)):
            raise AppError(
                _("The complaint is about %(person)s, who can neither handle it nor be named on it.")
                % {"person": user},
                field=field,
            )
