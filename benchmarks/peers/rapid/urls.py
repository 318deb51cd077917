"""Where RapidSMS takes messages: its generic HTTP backend."""

from django.urls import path
from rapidsms.backends.http.views import GenericHttpBackendView

urlpatterns = [path("sms/", GenericHttpBackendView.as_view(backend_name="bench"))]
