"""``sekisho synth``: rows of people who do not exist, from a schema and a seed."""
