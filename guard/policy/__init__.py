"""What happens to a finding: allows, masks, fingerprints."""
