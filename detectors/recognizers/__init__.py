"""One recognizer a file, each with its examples and counter-examples."""
