"""事件 Cases: something wrong in an area, from the report to the rating.

Words: case 事件, kind 事件类型, step 办理记录, handler 承办机构, verify 核查.
Below: places (where it is), bodies (who is competent). Above: everything that counts or pays.
"""
