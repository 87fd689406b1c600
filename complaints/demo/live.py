"""What goes through the services: points, a confidential case, and the receipts in the inbox."""

from collections.abc import Sequence
from datetime import timedelta

from complaints import services
from complaints.demo.book import Book
from complaints.demo.stories import CHANNELS
from complaints.demo.texts import CONFIDENTIAL, STORIES
from complaints.enums import Channel, RemedyKind, Severity
from complaints.models import Complaint
from customers.models import Customer


def goodwill(book: Book, complaints: Sequence[Complaint]) -> None:
    """Points for some of those whose complaint was solved in the last weeks, booked in the ledger."""
    solved = [c for c in complaints if c.resolved_at and not c.customer.is_internal][-12:]
    for complaint in book.rng.sample(solved, min(5, len(solved))):
        services.propose_remedy(
            complaint=complaint,
            kind=RemedyKind.POINTS,
            points=book.rng.choice([100, 150, 250]),
            at=complaint.resolved_at,
            by=complaint.owner,
        )


def confidential(book: Book, colleagues: Sequence[Customer]) -> None:
    """One case that exists for the manager alone."""
    slug, summary, details = CONFIDENTIAL
    complaint = services.log_complaint(
        customer=book.rng.choice(colleagues),
        channel=Channel.LETTER,
        cause=book.causes[slug],
        summary=summary,
        details=details,
        severity=Severity.HIGH,
        is_restricted=True,
        named=book.managers,
        at=book.now - timedelta(hours=20),
        by=book.managers[0],
    )
    services.assign(complaint=complaint, owner=book.managers[0], at=book.now - timedelta(hours=19), by=book.managers[0])


def fresh(book: Book, guests: Sequence[Customer]) -> None:
    """What came in during the last hours; the receipts are in the inbox."""
    reachable = [guest for guest in guests if guest.email]
    for minutes in (190, 95, 40, 15):
        customer = book.rng.choice(reachable)
        language = customer.language if customer.language in STORIES else "id"
        slug = book.rng.choice(list(STORIES[language]))
        summary, details, _resolution = book.rng.choice(STORIES[language][slug])
        services.log_complaint(
            customer=customer,
            channel=book.weighted(CHANNELS),
            cause=book.causes[slug],
            summary=summary,
            details=details,
            at=book.now - timedelta(minutes=minutes),
            by=book.rng.choice(book.agents),
        )
