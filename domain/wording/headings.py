"""What a column of a list is headed, by its name: the one table that exports write and imports find again.

A list that is brought in may head its columns otherwise (``importing/center_columns.py`` has the synonyms); what the
product itself writes, it reads by these.
"""

from domain.kernel.base import Label
from domain.wording.field_labels import FIELDS

HEADINGS: dict[str, Label] = {
    "center_id": Label("中心编号", "Center id"),
    "name_zh": Label("中心名称", "Center"),
    **{
        name: FIELDS[name]
        for name in (
            "name_en",
            "phase",
            "field",
            "field_in_words",
            "host",
            "joint_with",
            "industry",
            "seat",
            "district",
            "level",
            "region",
            "predecessor",
            "approved_on",
            "approval_number",
            "term_ends_on",
            "established_on",
            "establishment_number",
            "director",
            "date",
            "certainty",
            "note",
        )
    },
    "joint": FIELDS["built_jointly"],
    "credit_code": Label("统一社会信用代码", "Unified social credit code"),
    "source": Label("来源", "Source"),
}
