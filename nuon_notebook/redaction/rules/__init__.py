"""The rules of the scanner, in tables: which form of secret is found how, and in which texts it is looked for."""
