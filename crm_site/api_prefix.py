"""Where the API is, in one place."""

VERSION = "1"
PREFIX = f"/api/v{VERSION}/"
