"""One long-lived workflow per center, and one for the calendar: they wait, and let everything be recorded elsewhere."""
