"""What is wrong with what was said of a person, in words (人员问题). Never with a name or a number in it."""

from typing import Final

from benefits.problems import Problem, Text

SENTENCES: Final[dict[str, tuple[str, str, str, str]]] = {
    "number_is_missing": (
        "缺少证件号码",
        "the document has no number",
        "请填写号码；确无证件时 type 写 none 并写明 reason",
        "give it; for somebody without a document, write the type none and the reason",
    ),
    "number_is_not_wanted": (
        "没有证件（none）时不应有号码",
        "the type none has no number",
        "请删除号码，或写明证件类型",
        "leave the number out, or name the type of document",
    ),
    "reason_is_missing": (
        "没有证件时须写明原因",
        "without a document the reason is needed",
        "请写：{words}",
        "one of: {words}",
    ),
    "reason_is_not_wanted": (
        "有证件时不写 reason",
        "a reason is only given for somebody without a document",
        "请删除",
        "leave it out",
    ),
    "name_is_missing": (
        "缺少姓名",
        "the name is missing",
        "请填写；只有没有证件的人员可以暂缺姓名",
        "give it; only somebody without a document may be nameless for now",
    ),
    "number_has_wrong_form": (
        "号码不是该类证件的格式",
        "this is not how numbers of that type of document look",
        "请核对证件：{form_zh}",
        "check the document: {form_en}",
    ),
    "check_digit_is_wrong": (
        "校验码不符，号码有误",
        "the check digit does not fit: a digit is wrong or two are swapped",
        "请对照证件逐位核对",
        "compare it with the document digit by digit",
    ),
    "birth_day_is_no_day": (
        "号码中的出生日期不是一个日期",
        "the birth day in the number is not a day",
        "请对照证件核对第 7 位起的出生日期",
        "compare the digits from the seventh on with the document",
    ),
    "birth_day_is_to_come": (
        "出生日期在今天之后",
        "the birth day is after today",
        "请核对",
        "check it",
    ),
    "birth_day_is_long_ago": (
        "出生日期早于 150 年前",
        "the birth day is more than 150 years ago",
        "请核对",
        "check it",
    ),
    "birth_days_disagree": (
        "出生日期与证件号码中的不一致",
        "the birth day is not the one in the document's number",
        "请核对，或不填出生日期",
        "check both, or leave the birth day out",
    ),
    "surrogate_has_wrong_form": (
        "内部编号只能用字母、数字和 . _ -，至多 64 个",
        "a surrogate is made of letters, digits and . _ -, at most 64",
        "请使用本单位自编的编号",
        "use an id of your own making",
    ),
    "surrogate_is_a_document": (
        "内部编号不得是身份证号码",
        "a surrogate must not be an identity number",
        "请使用本单位自编的、不含身份信息的编号",
        "use an id of your own making that tells nothing about the person",
    ),
    "surrogate_is_a_telephone": (
        "内部编号不得是手机号码",
        "a surrogate must not be a mobile number",
        "请使用本单位自编的、不含身份信息的编号",
        "use an id of your own making that tells nothing about the person",
    ),
    "telephone_has_wrong_form": (
        "电话号码有误",
        "this is not a telephone number",
        "请写 5 至 20 位数字，可含 + 和 -",
        "write 5 to 20 digits, with + and - where needed",
    ),
    "identity_twice": (
        "同一类别在同一天开始的身份出现两次",
        "an identity of one category begins twice on one day",
        "请合并为一条",
        "make them one",
    ),
    "identities_overlap": (
        "同一类别的两段身份期间重叠",
        "two periods of one category overlap",
        "请合并或更正日期",
        "make them one, or mend the days",
    ),
    "day_is_out_of_range": (
        "日期早于 1950 年或晚于 2100 年",
        "the day is before 1950 or after 2100",
        "请核对",
        "check it",
    ),
    "document_is_taken": (
        "该证件已登记在另一个编号名下",
        "this document is registered under another id",
        "请先按证件查询；若确属登记错误，请交经办机构更正",
        "look the document up first; if the registration is wrong, the bureau corrects it",
    ),
    "id_is_taken": (
        "该编号不能使用",
        "this id cannot be used",
        "请换一个编号；若此人由外地转来，请由原经办机构先办理转出",
        "use another id; somebody who moves here is first moved by the bureau they come from",
    ),
    "person_is_not_there": (
        "没有这个人员",
        "there is no such person",
        "请核对编号，或按证件查询",
        "check the id, or look them up by document",
    ),
    "person_is_forgotten": (
        "该人员的身份信息已按期限销毁，不能再更改",
        "who this person was has been destroyed as set; it cannot be changed any more",
        "如其再次就医，请以新编号登记",
        "register them under a new id if they come again",
    ),
    "region_is_not_yours": (
        "只能办理本统筹区的人员",
        "only people of your own region",
        "请由该统筹区办理",
        "have it done in that region",
    ),
    "change_is_retroactive": (
        "更改涉及今天以前（自 {day} 起）的待遇",
        "the change reaches back before today, to {day}",
        "请由经办机构录入，并重算受影响的结算",
        "the bureau enters it, and has the settlements it touches worked out again",
    ),
    "particulars_cannot_be_read": (
        "身份信息无法解密",
        "who this person is cannot be read",
        "请管理员核对密钥文件；若已遗失见 docs/people.md",
        "have the key file checked; if it is lost, see docs/people.md",
    ),
    "entered_at_the_same_moment": (
        "其中有人员正由他人更改，未写入任何内容",
        "somebody else is changing one of these people; nothing was entered",
        "请稍后再试一次",
        "send it again in a moment",
    ),
    "keys_do_not_fit": (
        "密钥文件中没有数据库所用的这个密钥",
        "the database uses this key, and the key file does not have it",
        "请用属于该数据库的密钥文件；若确已遗失，执行 benefits keys abandon",
        "use the key file that belongs to this database; if it is lost, benefits keys abandon",
    ),
    "nobody_moves": (
        "没有列出要变更家庭的人员",
        "nobody is named who changes household",
        "请在 people 中列出编号",
        "list their ids in people",
    ),
    "list_is_too_large": (
        "名单超过 {most} 字节",
        "the list is larger than {most} bytes",
        "请按地区拆分",
        "split it by region",
    ),
    "list_is_too_long": (
        "名单超过 {most} 行",
        "the list has more than {most} rows",
        "请按地区拆分",
        "split it by region",
    ),
    "list_cannot_be_read": (
        "名单无法读取",
        "the list cannot be read",
        "请存为 CSV（UTF-8 或 GB 18030）或 XLSX",
        "save it as CSV (UTF-8 or GB 18030) or XLSX",
    ),
    "column_is_missing": (
        "名单前十行中没有这一列的表头",
        "no heading of this column stands in the first ten rows",
        "表头可写：姓名、证件号码、身份类别，或 name、document_number、category",
        "headings are name, document_number, category (or 姓名, 证件号码, 身份类别)",
    ),
    "name_is_missing_in_row": (
        "缺少姓名",
        "the name is missing",
        "请填写",
        "give it",
    ),
    "name_has_wrong_characters": (
        "姓名过长，或含有控制字符、尖括号",
        "the name is too long, or has control characters or angle brackets",
        "请核对",
        "check it",
    ),
    "number_is_missing_in_row": (
        "缺少证件号码",
        "the document's number is missing",
        "请填写",
        "give it",
    ),
    "number_was_rounded": (
        "证件号码被存为数值，末几位已丢失",
        "the number is stored as a number, so its last digits are lost",
        "请把该列设为文本格式后重新填写",
        "format the column as text and fill it in again",
    ),
    "word_is_missing_in_row": (
        "缺少内容",
        "the cell is empty",
        "请填写",
        "fill it in",
    ),
    "word_is_not_known_in_row": (
        "不认识的代码或名称",
        "the word is not known",
        "可用：{words}，或其中文全称",
        "one of: {words}, or its full Chinese name",
    ),
    "day_has_wrong_form": (
        "这不是日期",
        "this is not a day",
        "请写成 2018-06-15",
        "write it like 2018-06-15",
    ),
    "ends_before_it_begins": (
        "结束日期早于开始日期",
        "it ends before it begins",
        "请核对两个日期",
        "check both days",
    ),
    "division_has_wrong_form": (
        "参保地应为 6 位行政区划代码",
        "an insured place is six digits",
        "请写成 360902",
        "write it like 360902",
    ),
    "document_names_nobody": (
        "名单中的证件须是本人的",
        "a list names people by a document of their own",
        "请用居民身份证等本人证件",
        "give the identity card or another document that is one person's alone",
    ),
    "listed_twice": (
        "同一人同一类别与第 {row} 行重复",
        "this person and category stand in row {row} already",
        "请只保留一行",
        "keep one of the rows",
    ),
    "listed_under_two_names": (
        "同一证件在第 {row} 行是另一个姓名",
        "the same document has another name in row {row}",
        "请核对两行",
        "check both rows",
    ),
    "listed_person_is_elsewhere": (
        "该人员登记在其他统筹区",
        "this person is registered in another region",
        "请先由原统筹区经办机构办理转出",
        "the bureau of that region moves them first",
    ),
}


def problem(code: str, where: str, **facts: str) -> Problem:
    """A problem about a person, its sentence filled in."""
    what_zh, what_en, fix_zh, fix_en = (text.format(**facts) for text in SENTENCES[code])
    return Problem(code, where, Text(what_zh, what_en), Text(fix_zh, fix_en))
