"""The simulator of the index: verified, claimed and scenario side by side, what lifts it most, the years ahead."""
