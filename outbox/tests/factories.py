from django.core.mail import EmailMultiAlternatives

from outbox.emails import enqueue
from outbox.models import Message


def queue_mail(
    to: str = "budi@example.com",
    *,
    subject: str = "Keluhan Anda",
    text: str = "Isi surat",
    purpose: str = "test",
    **options,
) -> Message:
    """Queue a letter as the apps do."""
    email = EmailMultiAlternatives(subject=subject, body=text, to=[to])
    email.attach_alternative(f"<p>{text}</p>", "text/html")
    message = enqueue(email, purpose=purpose, **options)
    assert message is not None
    return message
