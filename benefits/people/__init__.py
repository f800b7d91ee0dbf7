"""People and households (人员与家庭): who they are, what they hold on a day, who may be found by what."""
