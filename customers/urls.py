from django.urls import path

from customers.views import contacts, departments, imports, listing, lookup, merging, records, standing, transactions

app_name = "customers"

urlpatterns = [
    path("customers/", listing.customer_list, name="customer_list"),
    path("customers/export/", listing.customer_export, name="customer_export"),
    path("customers/new/", records.customer_create, name="customer_create"),
    path("customers/lookup/", lookup.customer_lookup, name="customer_lookup"),
    path("customers/duplicates/", lookup.duplicate_hints, name="duplicate_hints"),
    path("customers/phone-row/", lookup.phone_row, name="phone_row"),
    path("customers/standing-policy/", standing.standing_policy, name="standing_policy"),
    path("customers/standing-policy/preview/", standing.standing_preview, name="standing_preview"),
    path("customers/import/", imports.import_start, name="import"),
    path("customers/import/<int:pk>/", imports.import_run, name="import_run"),
    path("customers/import/<int:pk>/confirm/", imports.import_confirm, name="import_confirm"),
    path("customers/import/<int:pk>/discard/", imports.import_discard, name="import_discard"),
    path("customers/import/<int:pk>/errors/", imports.import_errors, name="import_errors"),
    path("customers/<int:pk>/", records.customer_detail, name="customer_detail"),
    path("customers/<int:pk>/edit/", records.customer_edit, name="customer_edit"),
    path("customers/<int:pk>/card/", lookup.customer_card, name="customer_card"),
    path("customers/<int:pk>/timeline/", records.customer_timeline, name="customer_timeline"),
    path("customers/<int:pk>/interactions/new/", contacts.interaction_create, name="interaction_create"),
    path("customers/<int:pk>/follow-ups/new/", contacts.follow_up_create, name="follow_up_create"),
    path("customers/<int:pk>/transactions/", transactions.transaction_list, name="transaction_list"),
    path("customers/<int:pk>/transactions/new/", transactions.transaction_create, name="transaction_create"),
    path("customers/<int:pk>/standing/", standing.standing_edit, name="standing_edit"),
    path("customers/<int:pk>/standing/policy/", standing.standing_release, name="standing_release"),
    path("customers/<int:pk>/merge/", merging.customer_merge, name="customer_merge"),
    path("merges/<int:pk>/undo/", merging.merge_undo, name="merge_undo"),
    path("follow-ups/", contacts.follow_up_list, name="follow_up_list"),
    path("follow-ups/<int:pk>/done/", contacts.follow_up_done, name="follow_up_done"),
    path("departments/", departments.department_list, name="department_list"),
    path("departments/new/", departments.department_create, name="department_create"),
    path("departments/<int:pk>/", departments.department_detail, name="department_detail"),
    path("departments/<int:pk>/edit/", departments.department_edit, name="department_edit"),
    path("departments/<int:pk>/register/", departments.department_register, name="department_register"),
    path("departments/<int:pk>/services/", departments.service_relation_create, name="service_relation_create"),
    path("services/<int:pk>/delete/", departments.service_relation_delete, name="service_relation_delete"),
]
