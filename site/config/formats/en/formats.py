"""English: a time has 24 hours, which ends a sentence well. Django's “2:30 p.m.” brings a full stop of its own."""

TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j M Y, H:i"
