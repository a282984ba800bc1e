"""Addresses of the office: `/api/v1/`, the public page `/q/`, what other systems read `/api/share/v1/`."""

from django.urls import path

from youjian.bureau.api import api
from youjian.bureau.publicity.views import complaint, dispenser
from youjian.bureau.sharing.share_api import share_api

urlpatterns = [
    path("api/v1/", api.urls),
    path("api/share/v1/", share_api.urls),
    path("q/<str:code>", dispenser),
    path("q/<str:code>/complaint", complaint),
]
