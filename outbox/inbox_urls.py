from django.urls import path

from outbox import inbox_views

urlpatterns = [
    path("", inbox_views.mail_list, name="inbox"),
    path("<str:key>/", inbox_views.mail_detail, name="inbox_mail"),
]
