"""Addresses and texts of the pages of complaint handling, for their tests."""

from uuid import uuid4

from django.urls import reverse


def page(name, *args):
    return reverse(f"complaints:{name}", args=args)


def form_values(**changes):
    return {"submission_key": str(uuid4()), "channel": "phone", "severity": "normal", **changes}


def text_of(response):
    return response.content.decode()
