"""Addresses of the area pulse."""

from django.urls import path

from accord.areas.pulse import views

app_name = "pulse"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.open_wave, name="open"),
    path("new/preview/", views.preview_new, name="preview-new"),
    path("import/", views.import_answers, name="import"),
    path("import/survey/", views.import_survey, name="survey"),
    path("import/survey/<int:pk>/forget/", views.forget_survey, name="survey-forget"),
    path("own-items/new/", views.add_own_items, name="own-items-new"),
    path("own-items/<int:pk>/", views.own_items, name="own-items"),
    path("own-items/<int:pk>/undo/", views.undo_own_items, name="own-items-undo"),
    path("own-items/<int:pk>/<slug:code>/", views.own_item, name="own-item"),
    path("instrument/", views.instrument_page, name="instrument"),
    path("instrument/<slug:code>/", views.item, name="item"),
    path("trend/", views.trend, name="trend"),
    path("withdraw/", views.withdraw, name="withdraw"),
    path("answer/<str:token>/", views.answer, name="answer"),
    path("waves/<int:pk>/", views.wave, name="wave"),
    path("waves/<int:pk>/links/", views.links, name="links"),
    path("waves/<int:pk>/codes/", views.codes, name="codes"),
    path("waves/<int:pk>/invite/", views.invite, name="invite"),
    path("waves/<int:pk>/remind/", views.remind, name="remind"),
    path("waves/<int:pk>/announce/", views.announce, name="announce"),
    path("waves/<int:pk>/rules/", views.tighten, name="tighten"),
    path("waves/<int:pk>/preview/<slug:side>/", views.preview, name="preview"),
    path("waves/<int:pk>/close/", views.close, name="close"),
    path("waves/<int:pk>/undo/", views.undo, name="undo"),
    path("waves/<int:pk>/forget/", views.forget, name="forget"),
    path("waves/<int:pk>/protection/", views.protection, name="protection"),
    path(
        "waves/<int:pk>/certificate.json", views.protection, {"as_json": True}, name="certificate"
    ),
    path("waves/<int:pk>/wave.csv", views.wave_file, {"kind": "csv"}, name="wave-csv"),
    path("waves/<int:pk>/wave.xlsx", views.wave_file, {"kind": "xlsx"}, name="wave-xlsx"),
    path("waves/<int:pk>/conversation/", views.conversation, name="conversation"),
    path("waves/<int:pk>/common-ground/", views.common_ground, name="common-ground"),
    path("waves/<int:pk>/sure/", views.sure, name="sure"),
    path("waves/<int:pk>/<slug:key>/<slug:code>/", views.question, name="question"),
    path("waves/<int:pk>/<slug:key>/", views.dimension, name="dimension"),
]
