"""Template tags of the registry."""

from django import template
from django.template import Context
from django.utils import translation
from django.utils.translation import gettext as _

from common.phones import whatsapp_url
from customers.models import Customer, Phone

register = template.Library()


@register.simple_tag(takes_context=True)
def whatsapp_address(context: Context, phone: Phone, customer: Customer) -> str:
    """Opens a draft that says who writes, in the customer's language, and nothing about the customer.

    "" where the number is no mobile one or the customer does not want to be contacted.
    """
    if customer.do_not_contact:
        return ""
    with translation.override(customer.language):
        words = {"organisation": context["organisation"].name}
        return whatsapp_url(phone.e164, _("Hello, this is %(organisation)s.") % words)
