from django.urls import path

from surveys.views import calls, public, responses, results, surveys, waves

app_name = "surveys"

urlpatterns = [
    path("surveys/", surveys.survey_list, name="survey_list"),
    path("surveys/new/", surveys.survey_create, name="survey_create"),
    path("surveys/calls/", calls.phone_list, name="phone_list"),
    path("surveys/calls/<int:pk>/", calls.key_in, name="key_in"),
    path("surveys/calls/<int:pk>/note/", calls.note_call, name="note_call"),
    path("surveys/responses/<int:pk>/", responses.response_detail, name="response_detail"),
    path("surveys/waves/<int:pk>/", waves.wave_progress, name="wave_progress"),
    path("surveys/waves/<int:pk>/pause/", waves.wave_pause, name="wave_pause"),
    path("surveys/waves/<int:pk>/resume/", waves.wave_resume, name="wave_resume"),
    path("surveys/<int:pk>/", surveys.survey_detail, name="survey_detail"),
    path("surveys/<int:pk>/edit/", surveys.survey_edit, name="survey_edit"),
    path("surveys/<int:pk>/preview/", surveys.survey_preview, name="survey_preview"),
    path("surveys/<int:pk>/publish/", surveys.survey_publish, name="survey_publish"),
    path("surveys/<int:pk>/close/", surveys.survey_close, name="survey_close"),
    path("surveys/<int:pk>/copy/", surveys.survey_copy, name="survey_copy"),
    path("surveys/<int:pk>/wave/", waves.wave, name="wave"),
    path("surveys/<int:pk>/results/", results.survey_results, name="survey_results"),
    path("surveys/<int:pk>/results.csv", results.survey_export, name="survey_export"),
    path("surveys/<int:pk>/responses/", results.response_list, name="response_list"),
    path("s/<str:token>/", public.survey_answer, name="survey_answer"),
    path("s/<str:token>/thanks/", public.survey_thanks, name="survey_thanks"),
    path("u/<str:token>/", public.unsubscribe, name="unsubscribe"),
]
