"""People who work here, the departments they belong to, and the organisation itself."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language, Role, Theme
from common.audit import audited
from common.models import Versioned


@audited()
class Department(Versioned):
    """A unit of the organisation (bagian). A department can be the customer of the department that serves it."""

    name = models.CharField(_("name"), max_length=120)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    email = models.EmailField(_("e-mail address"), blank=True)
    # As transactions name them: what customers buy there is what this department answers for.
    units = ArrayField(
        models.CharField(max_length=80), default=list, blank=True, verbose_name=_("units and branches it runs")
    )
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("name"), name="department_name_unique")]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        return self.create_user(email, password, **{**fields, "role": Role.ADMIN})

    def get_by_natural_key(self, username: str) -> "User":
        return self.get(email=username.strip().lower())


@audited(exclude=["password", "last_login"])
class User(AbstractBaseUser):
    """A member of staff, who signs in by e-mail. What a person may do follows from the role alone."""

    email = models.EmailField(_("e-mail address"), unique=True)
    full_name = models.CharField(_("full name"), max_length=150)
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.AGENT)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="users", verbose_name=_("department")
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    date_joined = models.DateTimeField(_("added"), default=timezone.now, editable=False)
    language = models.CharField(_("language"), max_length=2, choices=Language, blank=True)
    theme = models.CharField(_("theme"), max_length=5, choices=Theme, default=Theme.AUTO)
    shortcuts = models.BooleanField(_("single-key shortcuts"), default=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["full_name", "id"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique",
                violation_error_message=_("Somebody with this e-mail address is a user already."),
            )
        ]

    def __str__(self) -> str:
        return self.full_name or self.email

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name.split(" ")[0] if self.full_name else self.email

    @property
    def is_admin(self) -> bool:
        return self.role == Role.ADMIN

    @property
    def is_manager(self) -> bool:
        """Managers and administrators: who sees figures and signs off."""
        return self.role in (Role.MANAGER, Role.ADMIN)

    # Django's admin asks these.
    @property
    def is_staff(self) -> bool:
        return self.is_admin

    @property
    def is_superuser(self) -> bool:
        return self.is_admin

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return self.is_active and self.is_admin

    def has_perms(self, perm_list: list[str], obj: object = None) -> bool:
        return self.is_active and self.is_admin

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and self.is_admin


@audited(exclude=["logo"])
class Organisation(Versioned):
    """Who we are, as customers see it, and the rules for signing in. There is one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(_("name"), max_length=120, default="Prima")
    contact_email = models.EmailField(_("contact e-mail address"), blank=True)
    contact_phone = models.CharField(_("contact phone number"), max_length=40, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    accent = models.CharField(
        _("accent colour"),
        max_length=7,
        default="#0a5cad",
        validators=[RegexValidator(r"^#[0-9a-f]{6}$", _("Enter a colour like #0a5cad."))],
    )
    logo = models.BinaryField(_("logo"), null=True, blank=True, editable=False)
    logo_type = models.CharField(_("logo type"), max_length=20, blank=True, editable=False)
    second_factor_roles = ArrayField(
        models.CharField(max_length=10, choices=Role),
        default=list,
        blank=True,
        verbose_name=_("roles that need a second factor to sign in"),
    )

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisation")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="organisation_single_row")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("accounts:organisation")

    @property
    def logo_url(self) -> str:
        """Address of the logo, new with each version so that browsers may keep it; empty without one."""
        return f"{reverse('accounts:logo')}?v={self.version}" if self.logo_type else ""

    @classmethod
    def load(cls) -> "Organisation":
        """The one row, made with defaults where nobody has saved it yet (reading never writes)."""
        return cls.objects.defer("logo").first() or cls()
