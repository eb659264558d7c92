"""The catalogue of rules: what is looked for, why, and how it is mended."""
