"""What a workflow asks for: record a decision, record what time brought, read where a center stands."""
