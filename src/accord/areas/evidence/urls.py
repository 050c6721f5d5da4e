"""Addresses of the area evidence."""

from django.urls import path

from accord.areas.evidence import views

app_name = "evidence"
urlpatterns = [
    path("", views.index, name="index"),
    path("import/", views.import_file, name="import"),
    path("imports/<int:pk>/", views.import_detail, name="import-detail"),
    path("imports/<int:pk>/apply/", views.import_apply, name="import-apply"),
    path("imports/<int:pk>/discard/", views.import_discard, name="import-discard"),
    path("imports/<int:pk>/undo/", views.import_undo, name="import-undo"),
    path("sources/<int:pk>/", views.source, name="source"),
    path("sources/<int:pk>/save/", views.save_mappings, name="save-mappings"),
    path("sources/<int:pk>/sign/", views.sign_mappings, name="sign-mappings"),
    path("turns/", views.turns, name="turns"),
    path("speed/", views.speed, name="speed"),
    path("stuck/", views.stuck, name="stuck"),
    path("promises/", views.promises, name="promises"),
    path("requests/", views.requests, name="requests"),
    path("requests/<path:key>/", views.request_detail, name="request"),
    path("own/", views.own_items, name="own-items"),
    path("own/<path:key>/", views.own_item, name="own-item"),
    path("corrections/<int:pk>/settle/", views.settle, name="settle"),
]
