"""Leads (线索): what somebody tells or a finding shows, with or without a station, until it is closed."""
