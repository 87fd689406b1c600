from django.urls import path

from loyalty import views

app_name = "loyalty"

urlpatterns = [
    path("loyalty/", views.programme_list, name="programme_list"),
    path("loyalty/programmes/new/", views.programme_create, name="programme_create"),
    path("loyalty/programmes/<int:pk>/", views.programme_detail, name="programme_detail"),
    path("loyalty/programmes/<int:pk>/edit/", views.programme_edit, name="programme_edit"),
    path("loyalty/programmes/<int:pk>/tiers/new/", views.tier_create, name="tier_create"),
    path("loyalty/programmes/<int:pk>/rewards/new/", views.reward_create, name="reward_create"),
    path("loyalty/programmes/<int:pk>/special-days/new/", views.special_day_create, name="special_day_create"),
    path("loyalty/programmes/<int:pk>/members/new/", views.member_lookup, name="member_lookup"),
    path("loyalty/programmes/<int:pk>/members/primary/", views.enrol_primary, name="enrol_primary"),
    path("loyalty/tiers/<int:pk>/", views.tier_edit, name="tier_edit"),
    path("loyalty/rewards/<int:pk>/", views.reward_edit, name="reward_edit"),
    path("loyalty/special-days/<int:pk>/", views.special_day_edit, name="special_day_edit"),
    path("loyalty/enrol/<int:pk>/", views.enrol, name="enrol"),
    path("loyalty/members/<int:pk>/", views.membership_detail, name="membership_detail"),
    path("loyalty/members/<int:pk>/goodwill/", views.goodwill, name="goodwill"),
    path("loyalty/members/<int:pk>/leave/", views.leave, name="leave"),
    path("loyalty/members/<int:pk>/statement/", views.send_statement, name="send_statement"),
    path("loyalty/members/<int:pk>/redeem/", views.redeem, name="redeem"),
    path("loyalty/members/<int:pk>/redeem/<int:reward_pk>/", views.redeem_confirm, name="redeem_confirm"),
    path("loyalty/redemptions/<int:pk>/", views.redemption_detail, name="redemption_detail"),
    path("loyalty/redemptions/<int:pk>/collect/", views.redemption_collect, name="redemption_collect"),
    path("loyalty/redemptions/<int:pk>/cancel/", views.redemption_cancel, name="redemption_cancel"),
    path("l/<str:token>/", views.statement, name="statement"),
]
