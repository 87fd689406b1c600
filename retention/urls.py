from django.urls import path

from retention import views

app_name = "retention"

urlpatterns = [
    path("retention/", views.dashboard, name="dashboard"),
    path("retention/figures.csv", views.figures_csv, name="figures_csv"),
    path("retention/refresh/", views.refresh, name="refresh"),
    path("retention/customers/", views.customer_group, name="customer_group"),
    path("retention/customers.csv", views.customer_group_csv, name="customer_group_csv"),
    path("retention/at-risk/", views.at_risk, name="at_risk"),
    path("retention/years/", views.fiscal_year_list, name="fiscal_year_list"),
    path("retention/years/<int:pk>/edit/", views.fiscal_year_edit, name="fiscal_year_edit"),
    path("retention/years/<int:pk>/sign-off/", views.year_sign_off, name="year_sign_off"),
    path("retention/years/<int:pk>/recompute/", views.year_recompute, name="year_recompute"),
    path("retention/years/<int:pk>/publish/", views.year_publish, name="year_publish"),
    path("retention/years/<int:pk>/late-facts/", views.late_facts, name="late_facts"),
    path("retention/policy/", views.policy, name="policy"),
]
