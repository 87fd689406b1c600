from django.urls import path

from accounts import views

app_name = "accounts"

urlpatterns = [
    path("profile/", views.profile, name="profile"),
    path("preferences/", views.preferences, name="preferences"),
    path("settings/", views.settings_home, name="settings"),
    path("users/", views.user_list, name="user_list"),
    path("users/new/", views.user_create, name="user_create"),
    path("users/<int:pk>/", views.user_edit, name="user_edit"),
    path("organisation/", views.organisation, name="organisation"),
    path("logo", views.logo, name="logo"),
    path("audit/", views.audit, name="audit"),
]
