"""Codes of a policy's own words (专项编码): programmes are numbered in the order of the policy."""

from benefits.policy.policy import Policy


def programme_code(policy: Policy, word: str | None) -> int:
    """The code of a programme of this policy; 0 for none, −1 for one it does not have."""
    if word is None:
        return 0
    names = list(policy.programmes)
    return names.index(word) + 1 if word in names else -1
