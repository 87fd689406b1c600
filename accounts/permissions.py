"""Who may do what. Views use the decorators; everything not marked public needs a signed-in user."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from accounts.enums import Role, SharedWith
from accounts.models import SavedView, User

View = Callable[..., HttpResponseBase]


def public(view: View) -> View:
    """Mark a view that anybody may open without signing in. All others need a user (SignInRequiredMiddleware)."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def role_required(*roles: str) -> Callable[[View], View]:
    """Answer 403 unless the signed-in user has one of the roles."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not isinstance(request.user, User) or request.user.role not in roles:
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.allowed_roles = frozenset(roles)  # type: ignore[attr-defined]
        return guarded

    return decorate


staff_required = role_required(Role.AGENT, Role.MANAGER, Role.ADMIN)
manager_required = role_required(Role.MANAGER, Role.ADMIN)
admin_required = role_required(Role.ADMIN)


def can_share_views(user: User) -> bool:
    """What everybody finds above a list is for managers to decide."""
    return user.is_manager


def can_edit_view(user: User, view: SavedView) -> bool:
    """One's own; managers also those that were shared with them."""
    return view.owner_id == user.pk or (user.is_manager and view.shared_with in SharedWith.seen_by(user.role))
