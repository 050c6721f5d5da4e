"""All addresses. Each area brings its own."""

from django.urls import include, path

urlpatterns = [
    path("", include("accord.areas.partnership.urls")),
    path("", include("accord.areas.people.urls")),
    path("pulse/", include("accord.areas.pulse.urls")),
    path("evidence/", include("accord.areas.evidence.urls")),
    path("", include("accord.web.urls")),
]

handler400 = "accord.web.views.bad_request"
handler403 = "accord.web.views.forbidden"
handler404 = "accord.web.views.not_found"
handler500 = "accord.web.views.broken"
