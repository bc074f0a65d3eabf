"""What every answer shares: problems, languages, limits, health, metrics, the OpenAPI document."""
