"""Who may do what (账户与权限): roles, the actor of a request, and how somebody shows who they are."""
