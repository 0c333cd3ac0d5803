def constant(t, to, value):
    return frame([(t.columns[i], cells(t, i)) for i in range(t.shape[1])] + [(to, [value] * len(t))], t.index)
