"""What this site itself says of ketamine treatment, each sentence with its source and date.

The first texts stand here, one module a topic. ``writing`` puts those that are missing into the
database after every migration, and never touches one that is there: from then on people edit them.
All come from the project's fact sheet of November 21, 2026. What it marks as unverified is left
out, and where its sources differ the text says so.
"""
