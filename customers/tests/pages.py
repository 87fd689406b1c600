"""Addresses, texts and forms of the pages of the registry."""

import html
import re
import uuid

from django.urls import reverse


def url(name: str, *args) -> str:
    return reverse(f"customers:{name}", args=args)


def text_of(response) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def form_of(response, **changes) -> dict:
    """What a browser would send back of the form on a page, with some fields typed anew."""
    form = response.context["form"]
    sent = {field.html_name: field.value() for field in form if field.value() not in (None, False)}
    return {**{name: "on" if value is True else value for name, value in sent.items()}, **changes}


def new_customer(**fields) -> dict:
    return {
        "submission_key": uuid.uuid4(), "name": "Rani Wijaya", "party_type": "individual", "kind": "external",
        "language": "id", "buyer_role": "both", "phones": ["0812-3456-7890", ""], **fields,
    }  # fmt: skip
