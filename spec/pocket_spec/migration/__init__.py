"""The way of accounts, applications and suppliers from Morse to Shannon."""
