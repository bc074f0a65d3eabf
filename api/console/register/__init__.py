"""The register of centers."""
