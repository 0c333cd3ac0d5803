import uuid
print(uuid.uuid4(), uuid.uuid4())
