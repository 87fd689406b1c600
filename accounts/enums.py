from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    AGENT = "agent", _("Customer service staff")
    MANAGER = "manager", _("Manager")
    ADMIN = "admin", _("Administrator")


class Theme(models.TextChoices):
    AUTO = "auto", _("As the device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class Language(models.TextChoices):
    INDONESIAN = "id", _("Indonesian")
    ENGLISH = "en", _("English")


class SharedWith(models.TextChoices):
    """Who sees what a person saved; managers may all that staff may, so they see what is shared with staff."""

    NOBODY = "nobody", _("Only me")
    EVERYBODY = "everybody", _("Everybody")
    MANAGERS = "managers", _("Managers")
    ADMINS = "admins", _("Administrators")

    @classmethod
    def seen_by(cls, role: str) -> list["SharedWith"]:
        seen = [cls.EVERYBODY]
        if role in (Role.MANAGER, Role.ADMIN):
            seen.append(cls.MANAGERS)
        if role == Role.ADMIN:
            seen.append(cls.ADMINS)
        return seen


class ApiScope(models.TextChoices):
    """What a key of the API may do, area by area."""

    CUSTOMERS_READ = "customers:read", _("read customers")
    CUSTOMERS_WRITE = "customers:write", _("add and change customers")
    TRANSACTIONS_READ = "transactions:read", _("read transactions")
    TRANSACTIONS_WRITE = "transactions:write", _("add transactions")
    CONTACTS_READ = "contacts:read", _("read interactions and follow-ups")
    CONTACTS_WRITE = "contacts:write", _("add interactions, add and complete follow-ups")
    COMPLAINTS_READ = "complaints:read", _("read complaints")
    COMPLAINTS_WRITE = "complaints:write", _("record complaints")
