"""How the demo's house shares its work: groups, rules, days away, macros, and a draft somebody has begun."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from accounts.models import User
from complaints import services
from complaints.demo.book import Book
from complaints.enums import MacroOwner, RoutingMethod
from complaints.models import AgentGroup, Complaint, ReplyTemplate

DRAFT_KEY = UUID("5d0f6f2e-3f0b-4c57-9d1b-1f3a7b6c2e10")


def rules(book: Book) -> None:
    """Two rules in force and one that is switched off, to try the dry run with."""
    cashiers = services.save_group(name="Kasir dan tagihan", members=book.agents[:2])
    english = services.save_group(name="Tamu berbahasa Inggris", members=book.agents[1:3] or book.agents)
    everybody = services.save_group(name="Semua petugas", members=book.agents)
    _rule("Tagihan dan pengembalian", cashiers, words=["tagihan", "pengembalian", "refund", "charged", "bill"])
    _rule("Guests who write in English", english, languages=["en"], method=RoutingMethod.LEAST_BUSY)
    _rule("Semua yang lain", everybody, method=RoutingMethod.SAME_AGENT, is_active=False)
    today = timezone.localdate(book.now)
    first = today + timedelta(days=5)
    services.add_absence(user=book.agents[-1], first_on=first, last_on=first + timedelta(days=6), on=today)
    _macros(everybody)


def _rule(name: str, group: AgentGroup, **fields: object) -> None:
    services.save_rule(name=name, group=group, **fields)


def _macros(group: AgentGroup) -> None:
    ask, sorry, *_rest = ReplyTemplate.objects.filter(name__regex="keterangan|sikap").order_by("name")
    nothing = {"owner": "", "group": None, "tags": [], "note": "", "waits": False, "is_active": True}
    services.save_macro(
        name="Minta foto lalu tunggu",
        **{**nothing, "owner": MacroOwner.ME, "tags": ["foto"], "template": ask, "waits": True},
    )
    note = "Sudah bicara dengan kepala bagian; ia menelepon pelanggan hari ini."
    services.save_macro(
        name="Sikap petugas: maaf dan serahkan",
        **{**nothing, "owner": MacroOwner.GROUP, "group": group, "tags": ["sikap"], "note": note, "template": sorry},
    )


def draft(book: Book, writer: User, complaints: Sequence[Complaint]) -> None:
    """Half a reply that waits on the home page."""
    open_ones = (one for one in complaints if one.is_open and not one.is_restricted)
    mine = next((one for one in open_ones if one.owner_id == writer.pk), None)
    if mine is None:
        return
    text = "Terima kasih sudah menunggu. Kami sudah bicara dengan bagian kamar, dan"
    services.save_draft(
        user=writer,
        key=DRAFT_KEY,
        revision=0,
        place="reply",
        fields={"body": [text]},
        complaint=mine,
        at=book.now - timedelta(minutes=12),
    )
