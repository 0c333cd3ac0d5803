import tempfile
print(tempfile.mktemp(), tempfile.mkdtemp(), tempfile.NamedTemporaryFile().name, tempfile.mkstemp()[1])
