"""What others make of the OpenAPI document: clients in Python and TypeScript, and what linters say of it."""
