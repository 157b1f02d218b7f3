"""Mail: ``send`` puts one into the database, and the worker delivers it, however long it takes."""
