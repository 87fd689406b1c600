from django.urls import path

from privacy.views import access, breaches, consents, periods, policy, requests

app_name = "privacy"

urlpatterns = [
    path("customers/<int:pk>/consents/", consents.consent_record, name="consent_record"),
    path("privacy/purposes/", consents.purpose_list, name="purpose_list"),
    path("privacy/purposes/new/", consents.purpose_create, name="purpose_create"),
    path("privacy/purposes/<int:pk>/", consents.purpose_edit, name="purpose_edit"),
    path("privacy/purposes/<int:pk>/wordings/new/", consents.wording_create, name="wording_create"),
    path("privacy/requests/", requests.request_list, name="request_list"),
    path("privacy/requests/new/", requests.request_create, name="request_create"),
    path("privacy/requests/<int:pk>/", requests.request_detail, name="request_detail"),
    path("privacy/requests/<int:pk>/take/", requests.request_take, name="request_take"),
    path("privacy/requests/<int:pk>/file/", requests.request_file, name="request_file"),
    path("privacy/requests/<int:pk>/restrict/", requests.request_restrict, name="request_restrict"),
    path("privacy/requests/<int:pk>/erase/", requests.request_erase, name="request_erase"),
    path("privacy/requests/<int:pk>/<str:step>/", requests.request_step, name="request_step"),
    path("customers/<int:pk>/restriction/lift/", requests.restriction_lift, name="restriction_lift"),
    path("customers/<int:pk>/hold/", periods.hold_create, name="hold_create"),
    path("customers/<int:pk>/hold/lift/", periods.hold_lift, name="hold_lift"),
    path("privacy/periods/", periods.period_list, name="period_list"),
    path("privacy/periods/<str:name>/", periods.period_trial, name="period_trial"),
    path("privacy/breaches/", breaches.breach_list, name="breach_list"),
    path("privacy/breaches/new/", breaches.breach_create, name="breach_create"),
    path("privacy/breaches/<int:pk>/", breaches.breach_detail, name="breach_detail"),
    path("privacy/breaches/<int:pk>/edit/", breaches.breach_edit, name="breach_edit"),
    path("privacy/breaches/<int:pk>/told/<str:whom>/", breaches.breach_told, name="breach_told"),
    path("privacy/breaches/<int:pk>/people/", breaches.breach_people, name="breach_people"),
    path(
        "privacy/breaches/<int:pk>/people/<int:customer>/remove/",
        breaches.breach_person_remove,
        name="breach_person_remove",
    ),
    path("privacy/breaches/<int:pk>/letters/", breaches.breach_letters, name="breach_letters"),
    path("privacy/breaches/<int:pk>/letter/<str:whom>/", breaches.breach_letter, name="breach_letter"),
    path("privacy/breaches/<int:pk>/close/", breaches.breach_close, name="breach_close"),
    path("privacy/access/", access.access_list, name="access_list"),
    path("privacy/downloads/", access.download_list, name="download_list"),
    path("privacy/policy/", policy.policy, name="policy"),
]
