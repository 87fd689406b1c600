"""The map of the site. Public pages with short addresses are mounted by the app that answers them."""

from django.contrib import admin
from django.urls import include, path

from crm_site import api, views

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("search/opened/", views.search_opened, name="search_opened"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("language/", views.set_language, name="set_language"),
    path("dev/inbox/", include("outbox.inbox_urls")),
    path("accounts/", include("allauth.urls")),
    path("", include("accounts.urls")),
    path("api/v1/docs", views.api_docs, name="api_docs"),
    path("api/v1/openapi.json", views.api_schema, name="api_schema"),
    path("api/v1/", include((api.patterns(), "api"))),
    path("jobs/", include("jobs.urls")),
    path("outbox/", include("outbox.urls")),
    path("", include("customers.urls")),
    path("", include("privacy.urls")),
    path("", include("guide.urls")),
    path("", include("loyalty.urls")),
    path("", include("complaints.urls")),
    path("", include("surveys.urls")),
    path("", include("retention.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "crm_site.errors.bad_request"
handler403 = "crm_site.errors.permission_denied"
handler404 = "crm_site.errors.page_not_found"
handler500 = "crm_site.errors.server_error"
