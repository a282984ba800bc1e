"""Announced downtime (停机申报): asked for by one person, decided on by another, kept to by detection."""
