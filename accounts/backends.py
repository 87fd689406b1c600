from django.contrib.auth.backends import BaseBackend

from accounts.models import User


class RoleBackend(BaseBackend):
    """Loads the signed-in user with the department in one query. Passwords are checked by allauth's backend."""

    def get_user(self, user_id: int) -> User | None:
        return User.objects.select_related("department").filter(pk=user_id, is_active=True).first()
