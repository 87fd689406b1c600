from django.urls import path

from accounts.views import audit, audit_export, people

app_name = "accounts"

urlpatterns = [
    path("profile/", people.profile, name="profile"),
    path("preferences/", people.preferences, name="preferences"),
    path("settings/", people.settings_home, name="settings"),
    path("users/", people.user_list, name="user_list"),
    path("users/new/", people.user_create, name="user_create"),
    path("users/<int:pk>/", people.user_edit, name="user_edit"),
    path("organisation/", people.organisation, name="organisation"),
    path("logo", people.logo, name="logo"),
    path("audit/", audit.audit, name="audit"),
    path("audit/export/", audit_export.audit_export, name="audit_export"),
    path("audit/redactions/", audit.redaction_list, name="redaction_list"),
    path("audit/<int:pk>/", audit.audit_change, name="audit_change"),
]
