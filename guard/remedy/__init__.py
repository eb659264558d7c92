"""What helps after a refusal: marked synthetic data, in the place of real data and from nothing."""
