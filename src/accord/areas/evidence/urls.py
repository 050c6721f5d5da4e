"""Addresses of the area evidence."""

from django.urls import path

from accord.areas.evidence.views import (
    columns,
    imports,
    mappings,
    own,
    promises,
    requests,
    speed,
    start,
    stuck,
    turns,
)

app_name = "evidence"
urlpatterns = [
    path("", start.index, name="index"),
    path("import/", imports.import_file, name="import"),
    path("imports/<int:pk>/", imports.import_detail, name="import-detail"),
    path("imports/<int:pk>/columns/", columns.columns, name="import-columns"),
    path("imports/<int:pk>/columns/forget/", columns.forget, name="import-columns-forget"),
    path("imports/<int:pk>/apply/", imports.import_apply, name="import-apply"),
    path("imports/<int:pk>/discard/", imports.import_discard, name="import-discard"),
    path("imports/<int:pk>/undo/", imports.import_undo, name="import-undo"),
    path("sources/<int:pk>/", mappings.source, name="source"),
    path("sources/<int:pk>/save/", mappings.save_mappings, name="save-mappings"),
    path("sources/<int:pk>/sign/", mappings.sign_mappings, name="sign-mappings"),
    path("turns/", turns.turns, name="turns"),
    path("speed/", speed.speed, name="speed"),
    path("stuck/", stuck.stuck, name="stuck"),
    path("promises/", promises.promises, name="promises"),
    path("requests/", requests.requests, name="requests"),
    path("requests/<path:key>/", requests.request_detail, name="request"),
    path("own/", own.own_items, name="own-items"),
    path("own/<path:key>/", own.own_item, name="own-item"),
    path("corrections/<int:pk>/settle/", start.settle, name="settle"),
]
