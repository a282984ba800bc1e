"""Addresses of the office: everything lives under `/api/v1/`, but for the public page under `/q/`."""

from django.urls import path

from youjian.bureau.api import api
from youjian.bureau.publicity.views import complaint, dispenser

urlpatterns = [
    path("api/v1/", api.urls),
    path("q/<str:code>", dispenser),
    path("q/<str:code>/complaint", complaint),
]
