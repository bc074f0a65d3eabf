"""The fields of service of 3.2: which industries a center may serve, with the branches that the guideline lists."""

from typing import NamedTuple, Self

from pydantic import model_validator

from domain.kernel.base import Label, LabeledEnum, Model, invalid


class FieldGroup(LabeledEnum):
    """The four items of 3.2."""

    STRATEGIC_EMERGING = "strategic_emerging", "战略性新兴产业", "Strategic emerging industries"
    PIONEERING = "pioneering", "未来先导产业", "Pioneering industries of the future"
    PRODUCER_SERVICES = "producer_services", "生产性服务业", "Producer services"
    OTHER = "other", "其他重要产业", "Other important industries"


class Field(LabeledEnum):
    """The industry that a center serves; ``other`` asks for its name in words (3.2.4)."""

    INTEGRATED_CIRCUITS = "integrated_circuits", "集成电路", "Integrated circuits"
    BIOMEDICINE = "biomedicine", "生物医药", "Biomedicine"
    ARTIFICIAL_INTELLIGENCE = "artificial_intelligence", "人工智能", "Artificial intelligence"
    NEW_ENERGY_VEHICLES = "new_energy_vehicles", "新能源汽车", "New-energy vehicles"
    HIGH_END_EQUIPMENT = "high_end_equipment", "高端装备制造", "High-end equipment"
    AEROSPACE = "aerospace", "航空航天", "Aerospace"
    INFORMATION_COMMUNICATION = "information_communication", "信息通信", "Information and communication"
    NEW_MATERIALS = "new_materials", "新材料", "New materials"
    EMERGING_DIGITAL = "emerging_digital", "新兴数字产业", "Emerging digital industries"
    PHOTONIC_CHIPS = "photonic_chips", "光子芯片器件", "Photonic chips and devices"
    GENE_AND_CELL_TECHNOLOGY = "gene_and_cell_technology", "基因与细胞技术", "Gene and cell technology"
    NEW_MARINE_ECONOMY = "new_marine_economy", "新型海洋经济", "New marine economy"
    HYDROGEN_AND_ENERGY_STORAGE = "hydrogen_and_energy_storage", "氢能与储能", "Hydrogen and energy storage"
    SIXTH_GENERATION_MOBILE = "sixth_generation_mobile", "第六代移动通信", "Sixth-generation mobile communication"
    INTELLIGENT_OPERATION_MAINTENANCE = (
        "intelligent_operation_maintenance",
        "智能运维服务",
        "Intelligent operation and maintenance",
    )
    ENERGY_SAVING_ENVIRONMENTAL_SERVICES = (
        "energy_saving_environmental_services",
        "节能环保服务",
        "Energy-saving and environmental services",
    )
    OTHER = "other", "其他重要产业", "Other important industry"


FIELDS_OF: dict[FieldGroup, tuple[Field, ...]] = {
    FieldGroup.STRATEGIC_EMERGING: (
        Field.INTEGRATED_CIRCUITS,
        Field.BIOMEDICINE,
        Field.ARTIFICIAL_INTELLIGENCE,
        Field.NEW_ENERGY_VEHICLES,
        Field.HIGH_END_EQUIPMENT,
        Field.AEROSPACE,
        Field.INFORMATION_COMMUNICATION,
        Field.NEW_MATERIALS,
        Field.EMERGING_DIGITAL,
    ),
    FieldGroup.PIONEERING: (
        Field.PHOTONIC_CHIPS,
        Field.GENE_AND_CELL_TECHNOLOGY,
        Field.NEW_MARINE_ECONOMY,
        Field.HYDROGEN_AND_ENERGY_STORAGE,
        Field.SIXTH_GENERATION_MOBILE,
    ),
    FieldGroup.PRODUCER_SERVICES: (
        Field.INTELLIGENT_OPERATION_MAINTENANCE,
        Field.ENERGY_SAVING_ENVIRONMENTAL_SERVICES,
    ),
    FieldGroup.OTHER: (Field.OTHER,),
}

CLAUSE_OF_GROUP: dict[FieldGroup, str] = {
    FieldGroup.STRATEGIC_EMERGING: "3.2.1",
    FieldGroup.PIONEERING: "3.2.2",
    FieldGroup.PRODUCER_SERVICES: "3.2.3",
    FieldGroup.OTHER: "3.2.4",
}

_GROUP_OF = {field: group for group, fields in FIELDS_OF.items() for field in fields}


class Branch(NamedTuple):
    """A branch of a field, as 3.2.1 lists it in brackets. ``code`` is unique over all fields."""

    code: str
    label: Label
    field: Field


def _branches(field: Field, *terms: tuple[str, str, str]) -> tuple[Branch, ...]:
    return tuple(Branch(code, Label(zh, en), field) for code, zh, en in terms)


_LISTED = (
    _branches(
        Field.INTEGRATED_CIRCUITS,
        ("manufacturing_packaging_testing", "制造和封测", "Manufacturing, packaging and testing"),
        ("equipment_materials", "装备和材料", "Equipment and materials"),
    ),
    _branches(
        Field.BIOMEDICINE,
        ("innovative_drugs", "创新药物及高端制剂", "Innovative drugs and high-end formulations"),
        ("medical_devices", "医疗器械", "Medical devices"),
        ("biotechnology_services", "生物技术服务", "Biotechnology services"),
    ),
    _branches(
        Field.ARTIFICIAL_INTELLIGENCE,
        ("intelligent_chips", "智能芯片", "Intelligent chips"),
        ("intelligent_software", "智能软件", "Intelligent software"),
        ("autonomous_driving", "自动驾驶", "Autonomous driving"),
        ("intelligent_robots", "智能机器人", "Intelligent robots"),
    ),
    _branches(
        Field.NEW_ENERGY_VEHICLES,
        ("electric_and_fuel_cell_vehicles", "纯电动和燃料电池汽车", "Battery-electric and fuel-cell vehicles"),
        ("intelligent_connected_vehicles", "智能网联汽车", "Intelligent connected vehicles"),
        ("new_vehicle_services", "新型汽车服务", "New vehicle services"),
    ),
    _branches(
        Field.HIGH_END_EQUIPMENT,
        ("shipbuilding_offshore", "船舶海工", "Shipbuilding and offshore engineering"),
        ("intelligent_equipment", "智能装备", "Intelligent equipment"),
        ("energy_equipment", "能源装备", "Energy equipment"),
        ("energy_saving_environmental_equipment", "节能环保装备", "Energy-saving and environmental equipment"),
    ),
    _branches(
        Field.AEROSPACE,
        ("large_airliners", "大型客机", "Large airliners"),
        ("regional_aircraft", "支线飞机", "Regional aircraft"),
        ("wide_body_aircraft", "宽体飞机", "Wide-body aircraft"),
        ("aero_engines", "航空发动机", "Aero-engines"),
        ("aviation_equipment", "航空设备", "Aviation equipment"),
        ("satellite_manufacturing", "卫星制造", "Satellite manufacturing"),
        ("space_transportation", "航天运输系统", "Space transportation systems"),
        ("satellite_applications", "卫星应用", "Satellite applications"),
    ),
    _branches(
        Field.INFORMATION_COMMUNICATION,
        ("next_generation_ip_networks", "下一代IP网络", "Next-generation IP networks"),
        ("all_optical_equipment", "全光通信设备", "All-optical communication equipment"),
        ("new_displays", "新型显示", "New displays"),
        ("internet_of_things", "物联网", "Internet of things"),
        ("electronics_manufacturing", "电子设备制造", "Electronics manufacturing"),
    ),
    _branches(
        Field.NEW_MATERIALS,
        ("advanced_basic_materials", "先进基础材料", "Advanced basic materials"),
        ("key_strategic_materials", "关键战略材料", "Key strategic materials"),
        ("frontier_materials", "前沿新材料", "Frontier materials"),
    ),
    _branches(
        Field.EMERGING_DIGITAL,
        ("high_end_software", "高端软件", "High-end software"),
        ("digital_content", "数字内容", "Digital content"),
        ("digital_applications", "数字应用", "Digital applications"),
    ),
)

BRANCHES: dict[Field, tuple[Branch, ...]] = {branches[0].field: branches for branches in _LISTED}
"""The branches of each field that has any; only those of 3.2.1 do."""


def group_of(field: Field) -> FieldGroup:
    """The item of 3.2 that the field stands under."""
    return _GROUP_OF[field]


def branches_of(field: Field) -> tuple[Branch, ...]:
    """The field's branches, none for a field that the guideline doesn't divide."""
    return BRANCHES.get(field, ())


class FieldOfService(Model):
    """The field that a center serves (3.2).

    ``branch`` is the code of one of the field's branches, where one is meant. ``other`` names the industry in words,
    exactly when the field is ``other`` (3.2.4).
    """

    field: Field
    branch: str | None = None
    other: str | None = None

    @model_validator(mode="after")
    def _branch_belongs_to_the_field(self) -> Self:
        if self.branch is not None and self.branch not in {branch.code for branch in branches_of(self.field)}:
            raise invalid(
                "branch_not_of_field",
                f"“{self.branch}”不是“{self.field.label.zh}”的分支",
                f"“{self.branch}” is no branch of “{self.field.label.en}”",
            )
        return self

    @model_validator(mode="after")
    def _other_is_named_in_words(self) -> Self:
        if self.field is Field.OTHER and not self.other:
            raise invalid(
                "other_field_unnamed",
                "服务领域为“其他重要产业”时须写明产业名称（三（二）4）",
                "An other important industry must be named (3.2.4)",
            )
        if self.field is not Field.OTHER and self.other is not None:
            raise invalid(
                "other_field_not_meant",
                "仅服务领域为“其他重要产业”时方可填写产业名称（三（二）4）",
                "Only an other important industry is named in words (3.2.4)",
            )
        return self
