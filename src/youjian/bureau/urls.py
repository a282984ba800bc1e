"""Addresses of the office: everything lives under `/api/v1/`."""

from django.urls import path

from youjian.bureau.api import api

urlpatterns = [path("api/v1/", api.urls)]
