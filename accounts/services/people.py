"""Changes to people, departments and the organisation."""

from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.models import Organisation, User
from common.errors import AppError

LOGO_LIMIT = 200_000  # bytes; a customer's page stays small
LOGO_SIGNATURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"RIFF": "image/webp"}


@transaction.atomic
def create_user(*, email: str, full_name: str, role: str, password: str, **fields: Any) -> User:
    """Add a member of staff. Raises AppError when the address is taken or the password too weak."""
    email = email.strip().lower()
    _check_password(password, User(email=email, full_name=full_name))
    try:
        with transaction.atomic():
            return User.objects.create_user(email, password, full_name=full_name, role=role, **fields)
    except IntegrityError as error:
        raise AppError(_("Somebody with this e-mail address is a user already."), field="email") from error


@transaction.atomic
def update_user(*, user: User, password: str = "", **fields: Any) -> User:
    """Change a member of staff; an empty password leaves it as it is. The last administrator can't be taken away."""
    # One such change at a time: of two administrators who take the role from each other, one must see the other's.
    list(User.objects.select_for_update().filter(role=Role.ADMIN).order_by("pk").values_list("pk", flat=True))
    stored = User.objects.select_for_update().get(pk=user.pk)
    for name, value in fields.items():
        setattr(stored, name, value)
    if not (stored.role == Role.ADMIN and stored.is_active) and not _other_admins(stored):
        raise AppError(_("This is the last administrator. Make somebody else an administrator first."), field="role")
    if password:
        _check_password(password, stored)
        stored.set_password(password)
    try:
        with transaction.atomic():
            stored.save()
    except IntegrityError as error:
        raise AppError(_("Somebody with this e-mail address is a user already."), field="email") from error
    return stored


def _other_admins(user: User) -> bool:
    return User.objects.filter(role=Role.ADMIN, is_active=True).exclude(pk=user.pk).exists()


def _check_password(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise AppError(" ".join(error.messages), field="password") from error


def save_preferences(*, user: User, **fields: Any) -> User:
    """Language, theme, shortcuts and name: what everybody chooses for themselves."""
    for name, value in fields.items():
        setattr(user, name, value)
    user.save(update_fields=list(fields))
    return user


@transaction.atomic
def update_organisation(
    *, expected_version: int, logo: bytes | None = None, remove_logo: bool = False, **fields: Any
) -> Organisation:
    """Save who we are, as customers see it. Raises AppError on a pale accent colour or a logo of the wrong type."""
    organisation = Organisation.objects.select_for_update().first() or Organisation.objects.create()
    for name, value in fields.items():
        setattr(organisation, name, value)
    if contrast_with_white(organisation.accent) < 4.5:
        raise AppError(_("White text on this colour would be hard to read. Choose a darker one."), field="accent")
    names = list(fields)
    if logo or remove_logo:
        organisation.logo_type = _image_type(logo) if logo else ""
        organisation.logo = logo
        names += ["logo", "logo_type"]
    organisation.save_version(expected=expected_version, fields=names)
    return organisation


def _image_type(content: bytes) -> str:
    if len(content) > LOGO_LIMIT:
        raise AppError(_("The logo is too large. Choose a file below 200 kB."), field="logo")
    for signature, kind in LOGO_SIGNATURES.items():
        if content.startswith(signature) and (kind != "image/webp" or content[8:12] == b"WEBP"):
            return kind
    raise AppError(_("This is no picture we can show. Choose a PNG, JPEG or WebP file."), field="logo")


def contrast_with_white(colour: str) -> float:
    """Contrast of `#rrggbb` against white, 1 to 21 (WCAG 2.2, relative luminance)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
