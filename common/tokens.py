"""Random tokens for personal links. Only a hash is stored, so a copy of the database opens no link."""

import hashlib
import secrets

TOKEN_BYTES = 24  # 192 random bits, 32 characters in an address


def new_token() -> str:
    """A fresh token: URL-safe text of 32 characters."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(token: str) -> bytes:
    """What is stored and looked up. A plain digest suffices: the token itself is random, there is nothing to guess."""
    return hashlib.sha256(token.encode()).digest()
