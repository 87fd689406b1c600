"""Encryption of message bodies at rest: a copy of the database alone opens no personal link."""

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def _cipher() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet(
        Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"outbox" + key.encode()).digest())) for key in keys
    )


def seal(content: bytes) -> bytes:
    return _cipher().encrypt(content)


def unseal(sealed: bytes) -> bytes:
    """Raises cryptography.fernet.InvalidToken when it was sealed with a key that is not configured any more."""
    return _cipher().decrypt(bytes(sealed))
