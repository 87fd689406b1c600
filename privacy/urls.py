from django.urls import path

from privacy.views import access, consents, policy, requests

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
    path("privacy/access/", access.access_list, name="access_list"),
    path("privacy/downloads/", access.download_list, name="download_list"),
    path("privacy/policy/", policy.policy, name="policy"),
]
