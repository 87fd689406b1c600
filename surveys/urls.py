from django.urls import path

from surveys.views import public, responses

app_name = "surveys"

urlpatterns = [
    path("surveys/responses/<int:pk>/", responses.response_detail, name="response_detail"),
    path("s/<str:token>/", public.survey_answer, name="survey_answer"),
    path("s/<str:token>/thanks/", public.survey_thanks, name="survey_thanks"),
    path("u/<str:token>/", public.unsubscribe, name="unsubscribe"),
]
