import uuid
print(uuid.uuid1(), uuid.getnode())
