"""Addresses that belong to no area."""

from django.urls import path

from accord.web import views

app_name = "web"
urlpatterns = [path("style/", views.style_guide, name="style")]
