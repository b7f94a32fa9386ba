"""How demo proposals are reviewed: scores, presentations and visits, the meetings that decide, and coaching."""
