"""Access to operate the platform by ticket (运维工单): asked for, approved by another, over in time."""
