"""Where the book is kept (存储): SQLite by itself or PostgreSQL, one code over SQLAlchemy Core.

`database` opens one and runs transactions; a file of tables for each part; `migrations` make and change them.
"""
