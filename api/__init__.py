"""The outside of `benefits`: the server, the desk page and the command line. It only translates."""
