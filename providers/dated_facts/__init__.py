"""What this site itself says of ketamine treatment, each sentence with its source and date.

The first texts stand here, one module a topic. ``writing`` brings them and their corrections into
the database after every migration, and never touches a fact that a person has edited.
All come from the project's fact sheet of November 21, 2026. What it marks as unverified is left
out, and where its sources differ the text says so.
"""
