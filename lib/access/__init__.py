"""Who is looking: audiences and their disclosure policies, the person's name for the history."""
