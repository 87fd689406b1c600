from customers.imports.command import ImportCommand


class Command(ImportCommand):
    kind = "contacts"
