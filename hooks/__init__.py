"""How Git, GitHub and a release call the guard: parse, options, guard, exit code."""
