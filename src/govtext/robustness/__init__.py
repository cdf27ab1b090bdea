"""The main findings again under other conditions: which of them survive.

Stands above the stages whose methods it uses again, and reads the tables that they left.
"""
