"""Addresses and texts of the pages of loyalty."""

import re
from datetime import UTC, datetime

from django.urls import reverse

AT = datetime(2025, 6, 2, 3, 0, tzinfo=UTC)


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def url(name: str, *args) -> str:
    return reverse(f"loyalty:{name}", args=args)
