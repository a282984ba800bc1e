"""A month of a simulated city with labelled events, told as alerts: which cause gave which alert, where.

    python -m benchmarks.alert_month [--stations 200] [--kills 40]

The twin makes the stations and says what is true of them, the audit says what the rules find and when, the
office's publisher turns the findings into alerts in their order, once undisturbed and once killed at random.
"""
