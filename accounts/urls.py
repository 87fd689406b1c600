from django.urls import path

from accounts.views import api_keys, audit, audit_export, people, saved_views

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
    path("api-keys/", api_keys.api_key_list, name="api_key_list"),
    path("api-keys/new/", api_keys.api_key_create, name="api_key_create"),
    path("api-keys/<int:pk>/revoke/", api_keys.api_key_revoke, name="api_key_revoke"),
    path("audit/", audit.audit, name="audit"),
    path("audit/export/", audit_export.audit_export, name="audit_export"),
    path("audit/redactions/", audit.redaction_list, name="redaction_list"),
    path("audit/<int:pk>/", audit.audit_change, name="audit_change"),
    path("views/<str:key>/", saved_views.saved_view_list, name="saved_view_list"),
    path("views/<str:key>/new/", saved_views.saved_view_create, name="saved_view_create"),
    path("views/<str:key>/columns/", saved_views.list_columns, name="list_columns"),
    path("views/<int:pk>/edit/", saved_views.saved_view_edit, name="saved_view_edit"),
    path("views/<int:pk>/redefine/", saved_views.saved_view_redefine, name="saved_view_redefine"),
    path("views/<int:pk>/delete/", saved_views.saved_view_delete, name="saved_view_delete"),
    path("views/<int:pk>/restore/", saved_views.saved_view_restore, name="saved_view_restore"),
    path("views/<int:pk>/pin/", saved_views.saved_view_pin, name="saved_view_pin"),
]
