"""The public file of NPPES, read line by line into what the site keeps of organizations.

``file`` opens it, ``rows`` reads a line, ``writing`` brings a batch into the database, ``intake``
goes through the whole and can go on where it was stopped.
"""
