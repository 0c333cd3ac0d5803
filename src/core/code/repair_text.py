def repair_text(t, columns=None):
    bytes_of = []  # of each set: the byte that it reads as a character
    for name in SETS:
        byte = {}
        for b in range(128, 256):
            c = bytes([b]).decode(name, "replace")
            c = chr(b) if c == "\ufffd" and b < 0xA0 else c
            if 0x80 <= ord(c) < 0x2600:
                byte[c] = b
        bytes_of.append(byte)

    def undo_run(byte, run):
        """The run as it was before the set misread it; None: it was not misread."""
        try:
            out = bytes(byte[c] for c in run).decode()
        except (KeyError, UnicodeDecodeError):
            return None
        return out if all(c in USUAL for c in out) else None

    def undo(text):
        for _ in range(3):
            runs = re.findall("[^\0-\x7f]+", text)
            undone = [sum(len(run.encode()) for run in runs if undo_run(byte, run)) for byte in bytes_of]
            if not any(undone):
                break
            best = bytes_of[undone.index(max(undone))]
            text = re.sub("[^\0-\x7f]+", lambda m: undo_run(best, m.group()) or m.group(), text)
        return text

    picked = range(t.shape[1]) if columns is None else [at(t, c) for c in columns]
    return frame([(undo(n) if i in picked else n, [x if x is None or i not in picked else undo(x) for x in cells(t, i)])
                  for i, n in enumerate(t.columns)], t.index)
