"""What is wrong in a workbook or a text file of a list, by its code, with its context in braces."""

from domain.kernel.base import Label

SHEET_ERRORS: dict[str, Label] = {
    "sheet_format_not_taken": Label(
        "不能读取 {kind} 文件。请用 Excel 或 WPS 另存为 .xlsx 或 .csv（CSV UTF-8），或下载模板填写",
        "A file of {kind} is not taken. Save it as .xlsx or .csv with Excel or WPS, or fill in the template",
    ),
    "sheet_encrypted": Label("文件设有密码，请取消密码后再导入", "The file has a password: take it off first"),
    "sheet_broken": Label(
        "文件已损坏，不能读取。请在 Excel 或 WPS 中打开后另存为 .xlsx",
        "The file is damaged and cannot be read. Open it in Excel or WPS and save it as .xlsx",
    ),
    "sheet_expands": Label(
        "文件内容过大（展开后超过 {most} MB）", "The file holds too much: more than {most} MB, once expanded"
    ),
    "sheet_too_much_text": Label(
        "文字过多（各单元格合计超过 {most} 个字）", "There is too much text: more than {most} characters in all cells"
    ),
    "sheet_too_many_sheets": Label("工作表不得超过 {most} 张", "At most {most} sheets are taken"),
    "sheet_too_many_rows": Label(
        "不得超过 {most} 行。若下方并无内容，请删除多余的行",
        "At most {most} rows are taken. Delete empty ones",
    ),
    "sheet_too_wide": Label(
        "不得超过 {most} 列。若右侧并无内容，请删除多余的列",
        "At most {most} columns are taken. Delete empty ones",
    ),
    "sheet_too_many_cells": Label("单元格过多（超过 {most} 个）", "There are too many cells: more than {most}"),
    "sheet_encoding": Label(
        "不能识别文字编码，请另存为 CSV UTF-8 或 .xlsx",
        "The encoding is not known. Save it as CSV UTF-8 or as .xlsx",
    ),
    "sheet_quotes": Label("第 {line} 行附近引号不成对", "Quotation marks near line {line} are not paired"),
    "sheet_no_headings": Label(
        "没有找到表头。表头应含：{headings}", "No headings were found. They have to include: {headings_en}"
    ),
    "sheet_no_rows": Label("表头以下没有内容", "There is nothing below the headings"),
    "sheet_no_column": Label("缺少“{heading}”列", "There is no column “{heading_en}”"),
    "sheet_heading_twice": Label("“{name}”列重复，已见于 {first}", "“{name}” heads {first} already"),
    "sheet_formula": Label(
        "公式没有保存结果，请改填数值或文字", "This formula has no stored result: put in its value instead"
    ),
    "sheet_formula_failed": Label("公式出错，没有结果", "This formula failed and has no result"),
    "sheet_not_text": Label(
        "应为文字；Excel 把它当成了日期或逻辑值，请设为文本格式后重填",
        "Text is expected. Excel took this for a date or a truth value: format the cell as text, and type it again",
    ),
    "sheet_digits_lost": Label(
        "位数超过15位的数字已被 Excel 改为近似值，请设为文本格式后重填",
        "Excel has rounded a number of more than 15 digits: format the cell as text, and type it again",
    ),
    "sheet_code_as_number": Label(
        "代码须为文本：按数字填写时，Excel 只保留前15位，其余已丢失。请设为文本格式后重填",
        "A code has to be text: typed as a number it keeps 15 digits, and the rest are lost. Format the cell as text,"
        " and type it again",
    ),
    "sheet_not_a_number": Label("应为数字", "A number is expected"),
    "sheet_day": Label(
        "不是日期。可写作 2023-05-17、2023年5月17日、2023年5月、2023、2023年5月前、2022—2023",
        "This is no day. Write 2023-05-17, 2023-05, 2023, not after 2023-05, or 2022—2023",
    ),
    "sheet_no_such_day": Label("没有这一天", "There is no such day"),
    "sheet_range_backwards": Label("起止颠倒：起始晚于终止", "The range runs backwards"),
    "sheet_range_not_taken": Label("此处不能填写范围", "No range is taken in this column"),
    "sheet_whole_day": Label("应写到日，如 2023-05-17", "A whole day is expected, such as 2023-05-17"),
    "sheet_day_as_fraction": Label(
        "按数字填写的日期不能分辨是1月还是10月，请写作 2023-01 或 2023年10月",
        "Typed as a number this may be January or October: write 2023-01, or 2023-10",
    ),
    "sheet_day_as_serial": Label(
        "这是日期在 Excel 中的序号（{day}），请把单元格设为日期格式，或写作 {day}",
        "This is the number under which Excel keeps a day ({day}): format the cell as a date, or write {day}",
    ),
    "sheet_year_as_date": Label(
        "年份 {year} 填在了日期格式的单元格里，变成了1905年的某一天。请设为文本格式后重填",
        "The year {year} was typed into a cell meant for dates and became a day of 1905. Format it as text, and type"
        " it again",
    ),
    "sheet_center_not_listed": Label("名录中没有这个中心", "The list has no such center"),
    "sheet_column_not_taken": Label(
        "没有“{name}”这一项，本列不导入", "There is no field “{name}”: this column is not imported"
    ),
    "sheet_column_of_papers": Label(
        "“{name}”以文件为准：本列不导入，请在导入后凭文件逐个补录",
        "“{name}” is what a paper says: this column is not imported; enter it from the paper of each center afterwards",
    ),
    "sheet_level_by_name": Label("未填级别，按名称记为{zh_}", "No level is given: by its name it is {en_}"),
    "sheet_region_by_name": Label("未填地区，按名称记为{zh_}", "No region is given: by its name it is {en_}"),
    "sheet_yes_or_no": Label("应为“是”或“否”", "Yes or no is expected"),
}
