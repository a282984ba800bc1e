"""Property tests judge what a codec does and never how fast a busy machine lets it run."""

from hypothesis import HealthCheck, settings

settings.register_profile("codecs", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("codecs")
