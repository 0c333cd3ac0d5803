d = dict.fromkeys(set('abcdefghijklmnop'))
d.update({k: len(k) for k in {'one', 'three', 'seven'}})
print(d)
