"""What the invented business has learnt from its complaints."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from complaints import services
from complaints.demo.book import Book
from complaints.enums import OPEN_STATUSES, Satisfaction, SuccessFactor
from complaints.models import Complaint, Finding, Improvement


def findings(book: Book, complaints: Iterable[Complaint]) -> Iterator[Finding]:
    """What was hit and what failed: mostly as usual for the cause, now and then something else."""
    for complaint in complaints:
        if complaint.resolved_at is None or complaint.cause is None:
            continue
        satisfaction, failure = complaint.cause.usual
        if book.rng.random() < 0.25:
            satisfaction = book.rng.choice(Satisfaction.values)
        if failure != SuccessFactor.NONE and book.rng.random() < 0.25:
            failure = book.rng.choice(SuccessFactor.values)
        yield Finding(
            complaint=complaint, satisfaction=satisfaction, failure=failure, found_at=complaint.resolved_at,
            found_by=complaint.owner,
        )  # fmt: skip


def problems(book: Book, complaints: Sequence[Complaint]) -> None:
    """A common problem with its open complaints, one that is solved, and two that belong together."""
    known = [one for one in complaints if not one.is_restricted and one.cause is not None]
    recent = known[-60:]
    by, at = book.agents[0], book.now - timedelta(days=1)
    open_ones = [one for one in recent if one.status in OPEN_STATUSES]
    if len(open_ones) < 4:
        return
    for cause in {one.cause.slug for one in open_ones[:6] if one.cause}:
        alike = [one for one in open_ones if one.cause and one.cause.slug == cause][:5]
        if len(alike) > 1:
            services.open_problem(
                name=f"{alike[0].cause}: {alike[0].summary}"[:120], cause=alike[0].cause, complaints=alike, at=at,
                by=by,
                note="Diduga satu penyebab; teknisi diminta memeriksa.",
            )  # fmt: skip
            break
    solved = services.open_problem(
        name="Air panas mati di gedung B", cause=book.causes["inefficient_service"], at=at - timedelta(days=60), by=by,
        complaints=[one for one in known[-160:-60] if one.cause and one.cause.slug == "inefficient_service"][:6],
        note="Pompa lama macet setiap akhir pekan.",
    )  # fmt: skip
    services.edit_problem(
        problem=solved, expected_version=1, name=solved.name, cause=solved.cause, note=solved.note, status="solved",
        at=at - timedelta(days=50),
    )  # fmt: skip
    services.link_complaints(complaint=open_ones[0], other=open_ones[1], at=at, by=by)


def improvements(book: Book) -> None:
    """What the business changes: due soon, late, and done long enough ago to see what came of it."""
    if not book.managers:
        return
    rows = (
        ("Satu petugas tambahan di meja depan, 12.00-15.00", "slow_service", 85, "Jadwal baru berlaku sejak itu."),
        ("Pompa air panas gedung B diganti", "dissatisfied_product_service", 50, "Pompa baru, dirawat tiap bulan."),
        ("Pelatihan menyapa dan mendengarkan", "rude_service", 20, "Dua sesi untuk semua petugas."),
        ("Perubahan jadwal dikabari lewat WhatsApp sehari sebelumnya", "change_not_communicated", -4, ""),
        ("Janji kepada tamu dicatat dan diingatkan", "promise_not_kept", -20, ""),
    )
    Improvement.objects.bulk_create(
        Improvement(
            title=title, cause=book.causes[slug], owner=book.managers[0] if ago > 0 else book.agents[0],
            due_on=book.today - timedelta(days=ago), status="done" if done else "running", what_done=done,
            done_on=book.today - timedelta(days=ago) if done else None, created_by=book.managers[0],
            created_at=book.now - timedelta(days=max(ago, 0) + 30),
        )
        for title, slug, ago, done in rows
    )  # fmt: skip
    Improvement.objects.filter(cause__slug="promise_not_kept").update(due_on=book.today - timedelta(days=2))
