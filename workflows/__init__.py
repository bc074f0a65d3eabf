"""One long-lived workflow per center, and one for each of the bureau's streams: they let everything be recorded."""
