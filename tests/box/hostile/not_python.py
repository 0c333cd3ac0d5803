# ends: syntax
def (
