"""The process is killed, the database is killed: nothing acknowledged is lost, doubled or half done."""
