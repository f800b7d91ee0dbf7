"""Search over rules (方案搜索): a grid of figures, the figure that meets a target, the frontier.

`axis` reads what varies, `variants` lays it on the reform, `totals` runs all of them block by block,
`sweep` and `solve` search, `measures` are what they look at, `told` and `written` what comes out.
"""
