def source_column(t, ctx, to, of="file", cell=None, sheet=None):
    if of == "row":
        made = list(t.index)
    elif of == "cell":
        row, column = cell_at(cell)
        made = [ctx.sheet(sheet).iat[row - 1, column - 1]] * len(t)
    else:
        made = [ctx.path.split("/")[-1] if of == "file" else sheet or ctx.sheets[0]] * len(t)
    return frame([(n, cells(t, i)) for i, n in enumerate(t.columns)] + [(to, made)], t.index)
