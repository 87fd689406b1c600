import factory

from accounts.enums import Role
from accounts.models import Department, User

PASSWORD = "a-long-enough-secret-7"


class DepartmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Department

    name = factory.Sequence(lambda n: f"Department {n}")


class UserFactory(factory.django.DjangoModelFactory):
    """A member of staff: an agent, or by trait a manager or an admin. Everybody's password is `PASSWORD`."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    class Params:
        manager = factory.Trait(role=Role.MANAGER)
        admin = factory.Trait(role=Role.ADMIN)

    email = factory.Sequence(lambda n: f"staff{n}@example.com")
    full_name = factory.Sequence(lambda n: f"Staff Member {n}")
    role = Role.AGENT
    password = factory.django.Password(PASSWORD)
