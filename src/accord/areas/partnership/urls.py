"""Addresses of the partnership."""

from django.urls import path

from accord.areas.partnership import views

app_name = "partnership"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("stage/", views.stage, name="stage"),
    path("brief.<slug:kind>", views.brief, name="brief"),
    path("field/", views.field_figures, name="field"),
]
