"""Access over HTTP (访问控制): who calls, how often, and whether a route is theirs. Rules are the library's."""
