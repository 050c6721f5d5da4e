"""Addresses of people and accounts."""

from django.urls import path

from accord.areas.people import views

app_name = "people"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("set-up/", views.set_up, name="set-up"),
    path("switch/", views.switch, name="switch"),
    path("password/", views.password, name="password"),
    path("privacy/", views.privacy, name="privacy"),
    path("journal/", views.journal, name="journal"),
    path("accounts/", views.accounts, name="accounts"),
    path("accounts/company/", views.company, name="company"),
    path("accounts/new/", views.account, name="add-account"),
    path("accounts/<int:pk>/", views.account, name="account"),
    path("people/", views.index, name="index"),
    path("people/import/", views.import_people, name="import"),
    path("people/new/", views.add_person, name="add-person"),
    path("people/<int:pk>/", views.person, name="person"),
    path("people/<int:person_pk>/team/", views.membership, name="add-membership"),
    path("people/<int:person_pk>/team/<int:pk>/", views.membership, name="membership"),
    path("people/remove/<slug:kind>/<int:pk>/", views.remove, name="remove"),
    path("people/calendars/", views.calendars, name="calendars"),
    path("people/calendars/<slug:party>/", views.calendar, name="calendar"),
    path("people/teams/new/", views.add_team, name="add-team"),
    path("people/teams/<int:pk>/", views.team, name="team"),
    path("people/teams/<int:team_pk>/party/", views.team_party, name="add-team-party"),
    path("people/teams/<int:team_pk>/party/<int:pk>/", views.team_party, name="team-party"),
]
