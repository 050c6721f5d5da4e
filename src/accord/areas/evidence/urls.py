"""Addresses of the area evidence."""

from django.urls import path

from accord.areas.evidence.views import (
    imports,
    look_back,
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
    path("look-back/", look_back.look_backs, name="look-backs"),
    path("look-back/new/", look_back.open_look_back, name="open-look-back"),
    path("look-back/<int:pk>/", look_back.look_back, name="look-back"),
    path("look-back/<int:pk>/<int:place>/", look_back.remember, name="remember"),
    path("look-back/<int:pk>/reveal/", look_back.reveal, name="reveal"),
    path("look-back/<int:pk>/take-in/", look_back.take_in, name="take-in"),
    path("look-back/<int:pk>/remove/", look_back.remove, name="remove-look-back"),
    path("corrections/<int:pk>/settle/", start.settle, name="settle"),
]
