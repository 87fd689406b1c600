"""The pages of settings that complaints have."""

from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.settings_pages import register_settings

PAGES = (
    (
        Role.ADMIN,
        (
            ("handling_policy", _("Handling policy"), _("Limits of remedies, closing, reopening")),
            ("deadline_list", _("Deadlines"), _("Our promises, and what law and authorities ask")),
            ("escalation", _("Escalation"), _("Who hears of promises that run out")),
            ("working_hours", _("Working hours and holidays"), _("When the clocks of complaints run")),
            ("anonymous_desk", _("Anonymous complaints"), _("Who reads what nobody signs")),
            ("mail_list", _("Incoming e-mail"), _("The mailbox, and messages that were not taken")),
            ("cause_list", _("Causes"), _("What complaints are put down to")),
            (
                "remedy_budgets",
                _("Budgets for remedies"),
                _("What remedies about each department may cost in a month"),
            ),
        ),
    ),
    (
        Role.MANAGER,
        (
            ("template_list", _("Templates and macros"), _("What one writes and does again and again")),
            ("routing_list", _("Routing rules"), _("To whom new complaints go by themselves")),
            ("agent_group_list", _("Groups of officers"), _("Among whom the rules choose")),
            ("absence_list", _("Absences"), _("Who gets no new complaints, and when")),
            ("charter_edit", _("Service charter"), _("What we promise in public, in our own words")),
            ("care_policy", _("After the answer"), _("Where else customers can turn, and when we ask again")),
        ),
    ),
)


def register() -> None:
    for lowest, pages in PAGES:
        for view, label, about in pages:
            register_settings(f"complaints:{view}", label=label, about=about, group="complaints", lowest=lowest)
