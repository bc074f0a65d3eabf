"""What is due, what the clocks record and when, and what will come if nobody acts."""
