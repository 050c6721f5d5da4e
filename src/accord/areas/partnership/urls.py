"""Addresses of the partnership."""

from django.urls import path

from accord.areas.partnership import views

app_name = "partnership"
urlpatterns = [path("", views.overview, name="overview")]
