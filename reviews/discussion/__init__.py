"""What reviewers say to each other about a proposal, and settling a disagreement."""
