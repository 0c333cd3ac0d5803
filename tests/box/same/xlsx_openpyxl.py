import openpyxl
w = openpyxl.Workbook()
w.active.append([1, 'two', 3.5])
w.create_sheet('more')['A1'] = '=1+1'
w.save('b.xlsx')
