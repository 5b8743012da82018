// Empty: lets this package declare functions whose bodies are in other packages.
