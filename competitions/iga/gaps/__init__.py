"""What lifts an innovation and the city most, exactly: which indicator, to which level, by which document."""
