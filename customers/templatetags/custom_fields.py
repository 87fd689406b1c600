from django import template

from customers.custom import Answer
from customers.custom.panel import card_answers as answers_for_card
from customers.models import Customer

register = template.Library()


@register.simple_tag
def card_answers(customer: Customer) -> list[Answer]:
    """The few further answers that stand on the short card, wherever it is shown."""
    return answers_for_card(customer)
