from django.urls import path

from privacy.views import access, consents, policy

app_name = "privacy"

urlpatterns = [
    path("customers/<int:pk>/consents/", consents.consent_record, name="consent_record"),
    path("privacy/purposes/", consents.purpose_list, name="purpose_list"),
    path("privacy/purposes/new/", consents.purpose_create, name="purpose_create"),
    path("privacy/purposes/<int:pk>/", consents.purpose_edit, name="purpose_edit"),
    path("privacy/purposes/<int:pk>/wordings/new/", consents.wording_create, name="wording_create"),
    path("privacy/access/", access.access_list, name="access_list"),
    path("privacy/downloads/", access.download_list, name="download_list"),
    path("privacy/policy/", policy.policy, name="policy"),
]
