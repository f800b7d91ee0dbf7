"""The simulator (模拟测算): every claim of a table under the policies in force, to the fen as the desk.

`kernel` turns a region's graphs into the text of one loop, `machine` into machine code, `table` holds
the claims as columns, `run` puts them in order, runs the loop and gives the results back as they came.
"""
