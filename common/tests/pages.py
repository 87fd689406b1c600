"""What a browser does for tests: forms are sent with what their pages put into them."""

import re
from typing import Any

from django.http import HttpResponse
from django.test import Client


def version_on(client: Client, address: str) -> str:
    """What the form at an address was filled from."""
    found = re.search(r'name="version" value="(\w+)"', client.get(address).content.decode())
    assert found
    return found[1]


def send(client: Client, address: str, data: dict[str, Any], **options: Any) -> HttpResponse:
    """Open the page and send its form."""
    return client.post(address, {**data, "version": version_on(client, address)}, **options)
