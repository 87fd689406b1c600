"""What the demonstration shows of the list: tags, who looks after whom, and views that a team would save."""

import random
from datetime import UTC, date, datetime, time, timedelta

from accounts.enums import Role, SharedWith
from accounts.models import User
from accounts.services import pin_view, save_view
from customers.enums import Kind, PartyType, Standing
from customers.models import Customer
from customers.segments import CUSTOMERS
from customers.services.many import change_tags, set_fields
from customers.services.tags import register_tags

# Who gets a tag: of these customers, one in so many.
TAGS = (
    ("Perusahaan", {"party_type": PartyType.ORGANISATION}, 1),
    ("Pelanggan setia", {"standing": Standing.PRIMARY}, 3),
    ("Bulan madu", {"party_type": PartyType.INDIVIDUAL}, 14),
    ("Rapat & acara", {"party_type": PartyType.ORGANISATION}, 2),
    ("Long stay", {"language": "en"}, 4),
    ("Alergi kacang", {"kind": Kind.EXTERNAL}, 40),
)
VIEWS = (
    ("Pelanggan saya", "owner=me", SharedWith.EVERYBODY, Role.AGENT),
    ("Perusahaan di Bandung", "city=Bandung&party_type=organisation", SharedWith.EVERYBODY, Role.MANAGER),
    ("Primer tanpa penanggung jawab", "owner=none&sort=-created&standing=primary", SharedWith.MANAGERS, Role.MANAGER),
    ("English-speaking guests", "columns=phone&columns=email&columns=tags&language=en", SharedWith.EVERYBODY, ""),
)


def make_lists(today: date) -> None:
    chance, at = random.Random(0), datetime.combine(today - timedelta(days=40), time(2), tzinfo=UTC)
    manager = User.objects.filter(role=Role.MANAGER, is_active=True).order_by("pk").first()
    agents = list(User.objects.filter(role=Role.AGENT, is_active=True).order_by("pk"))
    if manager is None:
        return
    current = Customer.objects.current().order_by("pk")
    for tag, group, one_in in TAGS:
        ids = list(current.filter(**group).values_list("pk", flat=True))
        register_tags(texts=[tag], at=at, by=manager)
        change_tags(ids=chance.sample(ids, len(ids) // one_in), add=[tag], at=at)
    external = list(current.filter(kind=Kind.EXTERNAL).values_list("pk", flat=True))
    chance.shuffle(external)
    for place, agent in enumerate(agents):
        set_fields(ids=external[place * 60 : (place + 1) * 60], values={"owner": agent.pk}, at=at)
    _make_views(manager, at)


def _make_views(manager: User, at: datetime) -> None:
    for name, query, shared_with, pinned_by in VIEWS:
        view = save_view(owner=manager, list_key=CUSTOMERS.key, name=name, query=query, at=at, shared_with=shared_with)
        for user in User.objects.filter(role=pinned_by):
            pin_view(view=view, user=user)
        if pinned_by == Role.AGENT:
            pin_view(view=view, user=manager)
