"""What the vault binds a second factor to; plain, so that keys are rotated without Django."""


def purpose_of(user_id: int) -> str:
    """The purpose that the material of a person's second factor is sealed for."""
    return f"second-factor:{user_id}"
