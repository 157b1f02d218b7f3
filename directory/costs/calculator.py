class Calculator:
    def __init__(self, params):
        pass
