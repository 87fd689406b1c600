from django.urls import path

from outbox import views

app_name = "outbox"

urlpatterns = [
    path("", views.message_list, name="message_list"),
    path("<int:pk>/retry/", views.message_retry, name="message_retry"),
    path("<int:pk>/cancel/", views.message_cancel, name="message_cancel"),
]
