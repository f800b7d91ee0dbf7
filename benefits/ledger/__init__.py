"""The ledger (结算台账): settle once, reverse cleanly, lose nothing."""
