import json
print(json.dumps({w: hash(w) for w in {'b', 'a', 'c'}}))
open('a.json', 'w').write(json.dumps({'t': __import__('time').time()}))
