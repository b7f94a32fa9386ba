"""The register of replications: who copied an innovation, by which document, and whom to ask about it."""
