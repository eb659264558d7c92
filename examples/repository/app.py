"""The system that a contractor builds for a city: a list of residents."""


def full_name(resident: dict[str, str]) -> str:
    """Family name and given name."""
    return f"{resident['family_name']} {resident['given_name']}"
