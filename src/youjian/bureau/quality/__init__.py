"""Fuel quality: sampling plans, samples and their custody, laboratory results against limits, follow-up."""
