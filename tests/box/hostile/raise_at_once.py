# ends: exception
raise ValueError("as it is")
