"""What agency and coordinators say to each other about a proposal, and handing it over."""
