from django.urls import path

from guide import views

app_name = "guide"

urlpatterns = [
    path("guide/", views.guide, name="guide"),
    path("guide/effects/", views.guide_effects, name="guide_effects"),
    path("guide/new/", views.entry_create, name="entry_create"),
    path("guide/<int:pk>/edit/", views.entry_edit, name="entry_edit"),
    path("guide/<int:pk>/delete/", views.entry_delete, name="entry_delete"),
    path("guide/<int:pk>/feedback/", views.entry_feedback, name="entry_feedback"),
    path("customers/<int:pk>/characters/", views.customer_characters, name="customer_characters"),
]
