"""Ten short steps for whoever speaks with the customer, after the seed on handling complaints."""

from django.utils.translation import gettext_lazy as _

CHECKLIST = (
    _("Say who you are."),
    _("Assume good faith, and listen to the end."),
    _("Picture yourself in the customer's place."),
    _("Stay with the matter at hand."),
    _("Solve it right away if you can."),
    _("Ask for all the facts you need."),
    _("Admit what went wrong on our side."),
    _("Do not argue."),
    _("Offer a solution that is easy to follow."),
    _("Stay in touch after it is solved."),
)
