"""What the gate makes of a run: one verdict for each clause of a contract, with the reasons it rests on."""
