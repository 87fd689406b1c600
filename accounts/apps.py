from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        from accounts.enums import Role
        from accounts.settings_pages import register_settings

        for view, label, about, group in (
            ("user_list", _("Users"), _("Who works here, and what each may do"), "people"),
            (
                "organisation",
                _("Organisation"),
                _("Name, logo and colour on customers' pages; second factor"),
                "people",
            ),
            ("api_key_list", _("API keys"), _("Which other systems come in, and what each may do"), "system"),
            ("audit", _("Audit log"), _("Who changed what, and what it was before"), "system"),
        ):
            register_settings(f"accounts:{view}", label=label, about=about, group=group, lowest=Role.ADMIN)
