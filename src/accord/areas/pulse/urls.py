"""Addresses of the area pulse."""

from django.urls import path

from accord.areas.pulse import views

app_name = "pulse"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.open_wave, name="open"),
    path("import/", views.import_answers, name="import"),
    path("instrument/", views.instrument_page, name="instrument"),
    path("instrument/<slug:code>/", views.item, name="item"),
    path("withdraw/", views.withdraw, name="withdraw"),
    path("answer/<str:token>/", views.answer, name="answer"),
    path("waves/<int:pk>/", views.wave, name="wave"),
    path("waves/<int:pk>/links/", views.links, name="links"),
    path("waves/<int:pk>/close/", views.close, name="close"),
    path("waves/<int:pk>/undo/", views.undo, name="undo"),
    path("waves/<int:pk>/forget/", views.forget, name="forget"),
    path("waves/<int:pk>/protection/", views.protection, name="protection"),
    path(
        "waves/<int:pk>/certificate.json", views.protection, {"as_json": True}, name="certificate"
    ),
    path("waves/<int:pk>/<slug:key>/", views.dimension, name="dimension"),
]
