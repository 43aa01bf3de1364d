"""Addresses under /people/. Those below `organisations/` and `requests/` show the data of others."""

from django.urls import path

from portal.accounts import people_views as views

urlpatterns = [
    path("", views.memberships, name="memberships"),
    path("join/", views.join, name="join"),
    path("memberships/<int:pk>/leave/", views.leave, name="leave-organisation"),
    path("organisations/<int:pk>/", views.organisation, name="organisation"),
    path("organisations/<int:pk>/invite/", views.invite_colleague, name="invite-colleague"),
    path("organisations/<int:pk>/members/<int:membership_pk>/", views.change_member, name="change-member"),
    path("requests/", views.requests_to_decide, name="requests-to-decide"),
    path("requests/<int:pk>/", views.decide, name="decide"),
    path("requests/by-link/<str:token>/", views.decide_by_link, name="decide-by-link"),
    path("invitations/<str:token>/", views.invitation, name="invitation"),
]
