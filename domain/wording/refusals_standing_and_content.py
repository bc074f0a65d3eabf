"""Refusals that lie in who asks, or in what was said; and the one for a center that nobody knows."""

from domain.kernel.base import Label
from domain.kernel.refusals import Kind, Reason


def _not_yours(title: Label, detail: Label) -> Reason:
    return Reason(Kind.NOT_YOURS, title, detail)


def _wrong(title: Label, detail: Label) -> Reason:
    return Reason(Kind.WRONG_CONTENT, title, detail)


NOT_YOURS: dict[str, Reason] = {
    "role_not_allowed": _not_yours(
        Label("角色不符", "Not your role"),
        Label(
            "您的身份是“{role}”，本事项由以下角色办理：{allowed}。请转交相应人员办理。",
            "You act as “{role}”; this decision is taken by: {allowed}. Pass it on to them.",
        ),
    ),
    "center_not_yours": _not_yours(
        Label("不是您的中心", "Not your center"),
        Label(
            "该中心不在您（{role}）所属单位或辖区的办理范围内。请核对中心，或以相应单位的身份登录。",
            "This center is not one that you ({role}) may decide for: it belongs to another organisation or authority. "
            "Check the center, or sign in for the right one.",
        ),
    ),
    "center_of_another_authority": _not_yours(
        Label("由其他机关主管", "A center of another authority"),
        Label(
            "该中心由{authority}主管，不属于本市产业计量测试中心，本市对其仅登记资料，不作决定。资料有误或有缺的，可以补全、更正、变更承建单位；"
            "级别或地区登记有误的，凭批准文件更正。",
            "This center belongs to {authority}; it is none of Shanghai's municipal centers, and nothing is decided "
            "about it here. Its record can be completed, corrected and amended; where level or region were entered "
            "wrongly, correct them by the paper of its approval.",
        ),
    ),
    "applicant_not_lead": _not_yours(
        Label("应由主要承建单位办理", "The lead speaks for the center"),
        Label(
            "联合建设的，由主要承建单位代表中心申报和办理。请由“{lead}”提交。",
            "For a center that is built jointly its lead organisation speaks. “{lead}” has to submit this.",
        ),
    ),
    "authority_not_of_lead": _not_yours(
        Label("应由主要承建单位的主管部门办理", "An authority of the lead answers"),
        Label(
            "联合建设的，由主要承建单位“{lead}”所在辖区的市场监管部门或其上级主管部门办理本事项；其他承建单位的主管部门可以开展日常监督。",
            "For a center that is built jointly this is for the district of its lead, “{lead}”, or for the lead's "
            "superior body. The authorities of the other parties supervise.",
        ),
    ),
    "on_behalf_by_officer_alone": _not_yours(
        Label("代录由市局经办办理", "The officer enters on behalf"),
        Label(
            "代录他人提交的纸质材料，由市局经办办理，您的身份是“{role}”。由您本人办理的，请不要填写代录内容；否则请将材料转交市局经办。",
            "A paper is entered on behalf of others by the case officer; you act as “{role}”. If it is your own "
            "decision, leave the entry on behalf out; otherwise pass the paper on to the officer.",
        ),
    ),
    "not_entered_on_behalf": _not_yours(
        Label("不得代录", "Not entered on behalf"),
        Label(
            "本事项须由有权人员本人办理或签署，不得代录。请由本人登录后办理。",
            "This is decided or signed by those whose decision it is, and not entered on behalf. They have to sign in "
            "and take it.",
        ),
    ),
    "not_your_signature": _not_yours(
        Label("不得代他人签署", "Not your signature"),
        Label(
            "意见或报告须由专家本人签署，您不是专家“{expert}”。请由本人登录后提交。",
            "Experts sign for themselves, and you are not the expert “{expert}”. They have to sign in and submit it.",
        ),
    ),
    "expert_not_on_panel": _not_yours(
        Label("不是专家组成员", "Not on the panel"),
        Label(
            "专家“{expert}”不是“{stage}”环节专家组成员，不能办理该环节的专家事项。请核对，或由市局经办重新委派。",
            "The expert “{expert}” is not on the panel of the stage “{stage}”. Check the id, or have the case officer "
            "appoint the panel anew.",
        ),
    ),
    "expert_not_lead": _not_yours(
        Label("不是专家组组长", "Not the panel's lead"),
        Label(
            "报告由专家组组长“{lead}”出具，专家“{expert}”不是组长。请由组长提交。",
            "The report is issued by the panel's lead, “{lead}”; the expert “{expert}” does not lead it. The lead has "
            "to submit it.",
        ),
    ),
    "undoing_by_the_same_person": _not_yours(
        Label("提出人不得确认", "Not by the same person"),
        Label(
            "“{undoing}”由您本人提出，应由另一位审批人员确认。",
            "You proposed the undoing “{undoing}” yourself. Another approver has to confirm it.",
        ),
    ),
    "person_has_another_part": _not_yours(
        Label("一人不得兼任两方", "Not in two parts"),
        Label(
            "您已以“{other_role}”身份参与该中心事项，不得再以“{role}”身份办理。请由其他人员办理。",
            "You have a part in this center's case as “{other_role}”, and so none as “{role}”. Another person has to "
            "take this decision.",
        ),
    ),
    "correction_by_the_same_person": _not_yours(
        Label("提出人与确认人不得相同", "Not by the same person"),
        Label(
            "更正“{correction}”由您本人提出，应由另一位审批人员确认。",
            "You proposed the correction “{correction}” yourself. Another approver has to confirm it.",
        ),
    ),
    "correction_by_another_person": _not_yours(
        Label("只能由提出人收回", "Only its proposer takes it back"),
        Label(
            "更正“{correction}”不是由您提出的，只能由提出人收回；如不应更正，由审批人员不予更正。",
            "You did not propose the correction “{correction}”; only its proposer takes it back. The approver may turn "
            "it down.",
        ),
    ),
    "envelope_unreadable": _not_yours(
        Label("信号无法识别", "The signal cannot be read"),
        Label(
            "收到的信号不是本系统签发的办理请求，未予办理，已留存记录。请通过系统界面或接口提交。",
            "The signal is no request that this system has issued; nothing was decided, and the attempt is on record. "
            "Decide over the console or the API.",
        ),
    ),
    "signature_invalid": _not_yours(
        Label("签名无效", "The signature is not valid"),
        Label(
            "请求的签名与内容不符，未予办理，已留存记录。请通过系统界面或接口重新提交。",
            "The request's signature does not match its content; nothing was decided, and the attempt is on record. "
            "Decide again over the console or the API.",
        ),
    ),
    "signal_unknown": _not_yours(
        Label("信号名称不存在", "No such signal"),
        Label(
            "中心流程不接收该名称的信号，未予办理，已留存记录。请通过系统界面或接口提交。",
            "The center's workflow takes no signal of that name; nothing was decided, and the attempt is on record. "
            "Decide over the console or the API.",
        ),
    ),
}
"""By code: another role, another organisation, another person."""

UNKNOWN: dict[str, Reason] = {
    "center_unknown": Reason(
        Kind.UNKNOWN,
        Label("没有这个中心", "No such center"),
        Label(
            "名录上没有这个中心。请核对编号，或先登记中心。",
            "There is no such center on the register. Check the id, or register the center first.",
        ),
    ),
}

WRONG_CONTENT: dict[str, Reason] = {
    "command_id_reused": _wrong(
        Label("请求编号已用于其他内容", "The request id was used for something else"),
        Label(
            "同一请求编号（Idempotency-Key）此前提交过不同的内容，本次未予办理。请换用新的编号重新提交。",
            "The same request id (Idempotency-Key) came with other content before; nothing was decided this time. "
            "Submit it again under a new id.",
        ),
    ),
    "command_unreadable": _wrong(
        Label("请求内容无法识别", "The request cannot be read"),
        Label(
            "请求内容不是本指引所列的事项，未予办理。请对照接口说明修改后，以新的请求编号重新提交。",
            "The request is none of the guideline's decisions, and nothing was decided. Correct it by the API's "
            "description and submit it under a new id.",
        ),
    ),
    "registered_at_another_level": _wrong(
        Label("本市只登记市级中心", "Municipal centers alone are registered"),
        Label(
            "按本指引登记的是市级产业计量测试中心，{level}中心不在此登记。成效显著的市级中心，由市局择优推荐，优先纳入国家产业计量测试中心"
            "培育范围；批准升级后，作为新的中心导入，并写明原中心编号。",
            "The guideline's way is that of municipal centers; one of the level “{level}” is not registered here. A "
            "municipal center that does markedly well is recommended by the bureau for cultivation as a national one; "
            "once that is approved, it is imported as a new center that names its predecessor.",
        ),
    ),
    "predecessor_is_itself": _wrong(
        Label("原中心不能是其自身", "No center is its own predecessor"),
        Label(
            "中心“{center_id}”不能以自身为原中心。请填写原中心的编号，没有原中心的不填。",
            "The center “{center_id}” cannot be its own predecessor. Name the center that it follows, or none.",
        ),
    ),
    "name_unchanged": _wrong(
        Label("名称没有变化", "The name is unchanged"),
        Label(
            "所填名称与现用名称相同（全半角、空格、大小写和括号不计）。原记录书写有误的，请提出记录更正。",
            "This is the name that the center bears already, however it is spelled. If the record has it wrong, "
            "propose a correction.",
        ),
    ),
    "scope_unchanged": _wrong(
        Label("服务领域和产业范围没有变化", "The scope is unchanged"),
        Label(
            "所填服务领域和产业范围与现有的相同，或者均未填写。请填写变更后的内容；原记录有误的，请提出记录更正。",
            "Field and scope are those that the center has already, or were left out. State what they change to; if "
            "the record has them wrong, propose a correction.",
        ),
    ),
    "effective_in_the_future": _wrong(
        Label("日期尚未到来", "The day has not come"),
        Label(
            "{effective_on}尚未到来（今天是{today}）。请填写文件上的成文日期，或不晚于今天的日期。",
            "{effective_on} has not come yet (today is {today}). Enter the date on the paper, today at the latest.",
        ),
    ),
    "handed_in_by_another": _wrong(
        Label("提交单位不符", "Handed in by another"),
        Label(
            "“{organisation}”不是本事项的提交单位。可以代录的单位：{known}。请按此填写单位名称（承建单位也可填统一社会信用代码）；单位已变更的，先办理承建单位变更。",
            "“{organisation}” is none of those whose decision this is: {known}. Enter one of these names, or the "
            "credit code of a party; where the organisations have changed, amend them first.",
        ),
    ),
    "received_before_its_day": _wrong(
        Label("收到日期早于文件日期", "Received before its own day"),
        Label(
            "所填收到日期{received_on}早于生效日期{effective_on}。请核对文件的成文日期和收文日期。",
            "The paper takes effect on {effective_on} and cannot have been received on {received_on}. Check the date "
            "on the paper and the stamp of receipt.",
        ),
    ),
    "organisation_listed_twice": _wrong(
        Label("单位重复", "An organisation is listed twice"),
        Label(
            "统一社会信用代码{uscc}出现了不止一次。每个承建单位只列一次，请删去重复的单位。",
            "The unified social credit code {uscc} stands more than once. List each organisation once.",
        ),
    ),
    "organisation_name_twice": _wrong(
        Label("单位名称重复", "An organisation's name stands twice"),
        Label(
            "“{name}”以不同的统一社会信用代码出现了不止一次。同一单位只列一次，请核对名称和代码。",
            "“{name}” stands more than once, with different credit codes. List each organisation once: check names "
            "and codes.",
        ),
    ),
    "superior_is_a_party": _wrong(
        Label("上级主管部门是承建单位", "The superior body is a party"),
        Label(
            "“{name}”是本中心的承建单位，不能作为承建单位的上级主管部门表示支持或同意。请另行填写，没有的不填。",
            "“{name}” builds the center itself, and cannot support it or consent to it as the superior body of a "
            "party. Name another, or none.",
        ),
    ),
    "reason_of_refusal_missing": _wrong(
        Label("未说明理由", "No reason is given"),
        Label(
            "不予支持或者不同意的，应当说明理由，以便申报主体完善。请填写理由。",
            "Whoever refuses support or consent says why, so that the applicant knows what to improve. State the "
            "reason.",
        ),
    ),
    "consent_of_another_authority": _wrong(
        Label("不是您所代表机关的意见", "Not your authority's answer"),
        Label(
            "您代表上级主管部门“{name}”，只能答复本部门的意见。请将机关类别选为“上级主管部门”，同意机关填写“{name}”；区人民政府的意见由辖区市场监管部门办理。",
            "You act for the superior body “{name}”, and answer for it alone: choose “Superior body”, and name it. The "
            "answer of the district government is entered by the district's authority.",
        ),
    ),
    "cooperation_mechanism_missing": _wrong(
        Label("缺少协作机制", "No mechanism of cooperation"),
        Label(
            "联合建设的，应当建立协作机制。请补充各承建单位之间的协作机制。",
            "Who builds jointly sets up a mechanism of cooperation. State how the parties work together.",
        ),
    ),
    "party_evidence_missing": _wrong(
        Label("缺少承建方佐证材料", "Evidence of a party is missing"),
        Label(
            "联合申报须逐一明确各承建方的责任义务并附佐证，“{organisation}”缺少“{area}”方面的材料。请补充后提交。",
            "In a joint application each party shows what it answers for. For “{organisation}” there is nothing on "
            "“{area}”. Add it and submit again.",
        ),
    ),
    "expert_listed_twice": _wrong(
        Label("专家重复", "An expert is listed twice"),
        Label(
            "专家名单中同一人出现了不止一次。请删去重复的专家。",
            "The same expert stands on the panel more than once. List each once.",
        ),
    ),
    "expert_panel_too_small": _wrong(
        Label("专家人数不足", "The panel is too small"),
        Label(
            "专家组现有{size}人，至少应有{minimum}人。请增补专家后再委派。",
            "The panel has {size} experts and needs at least {minimum}. Add experts and appoint it again.",
        ),
    ),
    "lead_not_on_panel": _wrong(
        Label("组长不在专家名单中", "The lead is not on the panel"),
        Label(
            "指定的组长“{lead}”不在专家名单中。请从名单中指定组长，或将其列入名单。",
            "The lead “{lead}” is not among the experts. Name a lead from the panel, or add that expert to it.",
        ),
    ),
    "expert_recused": _wrong(
        Label("专家已经回避", "The expert was recused"),
        Label(
            "专家“{expert}”在本次评审中已经回避。请另选专家。",
            "The expert “{expert}” was recused from this review. Appoint another expert.",
        ),
    ),
    "expert_has_another_part": _wrong(
        Label("专家已有其他身份", "The expert has another part"),
        Label(
            "“{expert}”已以“{other_role}”身份参与该中心事项，不得担任专家。请另选专家。",
            "“{expert}” has a part in this center's case as “{other_role}”, and so cannot be its expert. Appoint "
            "another expert.",
        ),
    ),
    "expert_not_independent": _wrong(
        Label("专家应当回避", "The expert is not independent"),
        Label(
            "专家“{expert}”所在的“{organisation}”是本中心的承建单位，应当回避。请另选专家。",
            "The expert “{expert}” belongs to “{organisation}”, which builds this center. Appoint another expert.",
        ),
    ),
    "departments_missing": _wrong(
        Label("缺少参会部门", "No departments named"),
        Label(
            "专家评审会由市市场监管局会同相关部门召开。请填写参会的相关部门。",
            "The bureau holds the review meeting together with the departments concerned. Name those that took part.",
        ),
    ),
    "term_out_of_range": _wrong(
        Label("筹建期限不符合要求", "The term is out of range"),
        Label(
            "筹建期限为{months}个月，应在{minimum}至{maximum}个月之间。请核对批准文件后重新填写。",
            "The term is {months} months; it lies between {minimum} and {maximum}. Check the approval and enter it "
            "again.",
        ),
    ),
    "extension_without_support": _wrong(
        Label("只有后续支持才能延长筹建期", "Only continued support extends a term"),
        Label(
            "评估结论为“{outcome}”，不能同时延长筹建期。请删去新的期满日，或者将结论改为“后续支持”。",
            "The outcome is “{outcome}”, which sets no new end of term. Leave the new end out, or conclude with "
            "continued support.",
        ),
    ),
    "extension_too_early": _wrong(
        Label("新的期满日过早", "The new end of term is too early"),
        Label(
            "新的期满日{new_term_ends_on}应晚于{after}（原期满日与生效日期中较晚者）。请重新填写。",
            "The new end of term, {new_term_ends_on}, has to lie after {after}, the later of the former end and the "
            "day on which this takes effect. Enter it again.",
        ),
    ),
    "typical_case_missing": _wrong(
        Label("缺少典型案例", "No typical case"),
        Label(
            "年度报送应附计量测试服务典型案例。请至少填写一个案例。",
            "The annual report comes with typical cases of measurement service. Add at least one.",
        ),
    ),
    "report_year_before_approval": _wrong(
        Label("报送年度早于批准筹建", "The year lies before the approval"),
        Label(
            "{year}年早于中心批准筹建的年度，无须报送。请核对年度。",
            "The year {year} lies before the approval to construct; no report is due for it. Check the year.",
        ),
    ),
    "matter_in_the_future": _wrong(
        Label("事项发生日期尚未到来", "The matter lies ahead"),
        Label(
            "事项发生日期{happened_on}晚于告知或监督日期。请填写实际发生日期。",
            "The matter is said to happen on {happened_on}, after it was told. Enter the day on which it happened.",
        ),
    ),
    "matter_unknown": _wrong(
        Label("没有这个重大事项", "No such matter"),
        Label(
            "没有编号为“{matter}”的重大事项。请核对编号；新的事项请不填编号。",
            "There is no major matter “{matter}”. Check the number; leave it out for a new matter.",
        ),
    ),
    "matter_of_another_day": _wrong(
        Label("事项发生日期不一致", "The matter happened on another day"),
        Label(
            "监督记录中重大事项“{matter}”发生于{happened_on}，与填写的日期不一致。请按记录填写；记录有误的，请提出更正。",
            "By the record of supervision the matter “{matter}” happened on {happened_on}. Enter that day; if the "
            "record is wrong, have it corrected.",
        ),
    ),
    "due_date_not_ahead": _wrong(
        Label("整改期限过早", "The due date does not lie ahead"),
        Label(
            "整改期限{due_on}应晚于{after}（生效日期与登记日期中较晚者）。请重新确定期限；补录历史的，请先“开始补录”。",
            "The due date, {due_on}, has to lie after {after}, the later of the day of effect and the day on which it "
            "is entered. Set another date; to enter a past, begin a backfill first.",
        ),
    ),
    "extended_day_not_later": _wrong(
        Label("新的整改期限不晚于原期限", "The new due date is not later"),
        Label(
            "新的整改期限{due_on}应晚于原期限{former_due_on}。请重新确定期限。",
            "The new due date, {due_on}, has to lie after the former one, {former_due_on}. Set another date.",
        ),
    ),
    "followed_order_not_rejected": _wrong(
        Label("所接续的整改要求未判定不合格", "The order that it follows was not rejected"),
        Label(
            "整改要求“{rectification}”没有判定为不合格，不能接续。请核对编号；期限不够的，请延长整改期限。",
            "The order “{rectification}” was not rejected, so that no other follows it. Check the number; where its "
            "time is too short, extend it.",
        ),
    ),
    "rectification_unknown": _wrong(
        Label("没有这项整改要求", "No such order"),
        Label(
            "没有编号为“{rectification}”的整改要求。请核对编号。",
            "There is no order of rectification “{rectification}”. Check the number.",
        ),
    ),
    "organisation_not_a_party": _wrong(
        Label("不是承建单位", "No party of this center"),
        Label(
            "统一社会信用代码{uscc}不是本中心任何承建单位的代码。请核对原单位。",
            "No organisation that builds this center has the credit code {uscc}. Check the predecessor.",
        ),
    ),
    "successor_is_a_party": _wrong(
        Label("已是承建单位", "A party already"),
        Label(
            "“{organisation}”已是本中心的承建单位。承建单位之间合并的，请办理“变更承建单位”，重新载明各方任务和责任；仅更名的，同样办理变更。",
            "“{organisation}” builds this center already. Where one party takes up another, or just a name changed, "
            "amend the organisations, with the tasks and responsibilities of each.",
        ),
    ),
    "officer_named_twice": _wrong(
        Label("同一经办人列了两次", "An officer is named twice"),
        Label(
            "经办人“{officer}”列了两次。请删去重复的一项；主办人员不再列为协办。",
            "The officer “{officer}” is named twice. Leave one out; who leads does not assist as well.",
        ),
    ),
    "officer_has_another_part": _wrong(
        Label("该人员不得经办", "Somebody with another part in the case"),
        Label(
            "“{officer}”已以“{other_role}”身份参与该中心事项，不得经办。请另行指定。",
            "“{officer}” has a part in this center's case as {other_role} and is none of its officers. Assign somebody "
            "else.",
        ),
    ),
    "follow_up_unknown": _wrong(
        Label("没有这项监督事项", "No such problem or proposal"),
        Label(
            "没有编号为“{about}”的监督事项。请从监督发现的问题和提议中选择。",
            "There is no problem or proposal “{about}”. Choose among those that supervision brought up.",
        ),
    ),
    "outcome_of_another_kind": _wrong(
        Label("处理意见与事项不符", "An outcome of another kind"),
        Label(
            "该事项不能以“{outcome}”处理，可选：{allowed}。",
            "“{outcome}” is no outcome of this; it is one of: {allowed}.",
        ),
    ),
    "corrected_event_unknown": _wrong(
        Label("没有这条记录", "No such record"),
        Label(
            "该中心没有序号为{position}的记录。请在办理记录中核对序号。",
            "This center has no record at position {position}. Look the position up in its history.",
        ),
    ),
    "nothing_corrected": _wrong(
        Label("没有更正内容", "Nothing is corrected"),
        Label(
            "没有填写更正后的内容或日期。请至少更正一项。",
            "Neither content nor a day is corrected. Correct at least one.",
        ),
    ),
    "correction_of_a_correction": _wrong(
        Label("更正记录不能再被更正", "A correction is not corrected"),
        Label(
            "序号{position}本身是更正记录。请对原记录重新提出更正。",
            "Position {position} is itself part of a correction. Propose a new correction of the original record.",
        ),
    ),
    "correction_of_an_undoing": _wrong(
        Label("失效记录不作更正", "An undoing is not corrected"),
        Label(
            "序号{position}“{event}”是关于失效的记录。有误的，请对该记录本身提出失效，再重新提出。",
            "Position {position}, “{event}”, is about an undoing. Where it is wrong, undo it and propose anew.",
        ),
    ),
    "corrected_field_unknown": _wrong(
        Label("没有这些项目", "No such fields"),
        Label(
            "“{event}”记录中没有以下项目：{fields}。请核对项目名称。",
            "A record “{event}” has no such fields: {fields}. Check their names.",
        ),
    ),
    "corrected_content_wrong": _wrong(
        Label("更正内容不符合格式", "The corrected content is not valid"),
        Label(
            "更正后的“{event}”记录中以下项目不符合要求：{fields}。请修改后重新提出。",
            "With this correction the record “{event}” would not be valid in: {fields}. Amend the correction and "
            "propose it again.",
        ),
    ),
    "correction_of_anothers_act": _wrong(
        Label("他人作出的内容不得更正", "Another person's act is not corrected"),
        Label(
            "“{event}”记录中的{reserved}是他人依职责作出的，不得以更正改变。可行的办法：{way}。",
            "No correction of a record “{event}” changes another person's act, as this would: {reserved}. The way that "
            "is open: {way}.",
        ),
    ),
    "correction_of_what_follows": _wrong(
        Label("该内容由其他内容推算或编定", "This follows from something else"),
        Label(
            "“{event}”记录中的{fields}由其他内容推算或由系统编定，不得单独更正。请更正其所依据的记录、项目或日期。",
            "In a record “{event}” this is reckoned from something else, or a name that was given: {fields}. It is not "
            "corrected by itself. Correct the record, the field or the day that it follows from.",
        ),
    ),
    "correction_without_paper": _wrong(
        Label("更正须附批准文件", "This is corrected by a paper"),
        Label(
            "“{event}”记录中的{fields}决定中心由谁主管，须附批准文件才能更正。请上传文件后重新提出。",
            "In a record “{event}” this decides to which authority the center belongs: {fields}. It is corrected by "
            "the paper of the approval alone. Add the document and propose it again.",
        ),
    ),
    "corrected_act_refused": _wrong(
        Label("更正后的记录不合规定", "The corrected record would break a rule"),
        Label(
            "按记录当日的规定，更正后的“{event}”不能成立：{refused}请核对后重新提出。",
            "By the rules of the day on which it was recorded, “{event}” could not be as corrected: {refused} Check it "
            "and propose another correction.",
        ),
    ),
    "correction_only_turned_down": _wrong(
        Label("该项更正只能不予更正", "This correction can only be turned down"),
        Label(
            "更正“{correction}”涉及“{event}”记录中他人依职责作出的{reserved}，不得确认，请不予更正。可行的办法：{way}。",
            "The correction “{correction}” of a record “{event}” would change another person's act: {reserved}. It can "
            "only be turned down. The way that is open: {way}.",
        ),
    ),
    "undoing_of_a_clock_fact": _wrong(
        Label("时限记录不能撤销", "A clock's fact is not undone"),
        Label(
            "序号{position}“{event}”是时限到期的自动记录，并非任何人的行为，不能使其失效。请对引起该时限的记录提出；其失效后，时限记录随之显示为已失效。",
            "Position {position}, “{event}”, was recorded because time passed; nobody decided it, nobody undoes it. "
            "Undo the act that set the clock; what the clock recorded falls with it.",
        ),
    ),
    "undoing_of_a_proposal": _wrong(
        Label("提议不能撤销", "A proposal is not undone"),
        Label(
            "序号{position}“{event}”只是提议或不予确认，没有改变任何内容。请予以确认或不予确认，或重新提出。",
            "Position {position}, “{event}”, is a proposal or its answer, and changed nothing. Confirm it or turn it "
            "down, or propose anew.",
        ),
    ),
    "undoing_of_the_beginning": _wrong(
        Label("登记本身不能失效", "The beginning is not undone"),
        Label(
            "序号{position}“{event}”是该中心记录的开端，后续记录都以它为起点，不能使其失效。内容有误的，提出更正；不应登记的，使其后的记录失效后由申报主体撤回申报。",
            "Position {position}, “{event}”, is where this center's record begins. Have it corrected where it is "
            "wrong. A center that should not be there is withdrawn by its applicant, once what followed is undone.",
        ),
    ),
    "undoing_effect_wrong": _wrong(
        Label("效力不符", "Not an effect of this kind"),
        Label(
            "“{kind}”应写明以下效力之一：{effects}。",
            "With “{kind}” one of these effects is stated: {effects}.",
        ),
    ),
    "undoing_incomplete": _wrong(
        Label("内容不完整", "Something is missing"),
        Label("“{kind}”还须填写：{fields}。", "With “{kind}” these are needed too: {fields}."),
    ),
    "undoing_of_another_kind": _wrong(
        Label("有不属于该方式的内容", "Something belongs to another kind"),
        Label("“{kind}”没有以下内容，请删除：{fields}。", "“{kind}” has none of these; leave them out: {fields}."),
    ),
    "served_before_its_day": _wrong(
        Label("送达早于成文", "Served before its day"),
        Label(
            "送达日期{date}早于文书的日期{effective_on}。生效日期请填写决定书或判决书的成文日期。",
            "It was served on {date}, before its own day, {effective_on}. The day of effect is the date on the "
            "decision or the judgment.",
        ),
    ),
    "stands_without_leaning": _wrong(
        Label("所列记录不以其为依据", "These do not lean on it"),
        Label(
            "本中心的以下各版记录不以所失效的记录为依据，无须写明保留：{versions}。",
            "These records, by version, do not lean on what is undone, and need not be named: {versions}.",
        ),
    ),
    "undoing_unknown": _wrong(
        Label("没有这项失效提议", "No such undoing"),
        Label(
            "没有编号为“{undoing}”的待确认失效提议，可能已经处理。请核对编号。",
            "No undoing “{undoing}” waits for confirmation; it may be settled already. Check the number.",
        ),
    ),
    "correction_unknown": _wrong(
        Label("没有这项更正", "No such correction"),
        Label(
            "没有编号为“{correction}”的待确认更正，可能已经处理。请核对编号。",
            "No correction “{correction}” waits for confirmation; it may be settled already. Check the number.",
        ),
    ),
    "nothing_entered": _wrong(
        Label("没有补录内容", "Nothing is entered"),
        Label(
            "没有填写任何需要补全的资料。请至少填写一项。",
            "Nothing was entered to complete the record. Enter at least one item.",
        ),
    ),
    "term_before_approval": _wrong(
        Label("期满日早于批准日", "The term ends before the approval"),
        Label(
            "筹建期满日{term_ends_on}应晚于批准筹建日{approved_on}。请核对批准文件。",
            "The end of the term, {term_ends_on}, has to lie after the approval, {approved_on}. Check the papers.",
        ),
    ),
    "establishment_before_approval": _wrong(
        Label("成立日早于批准筹建日", "Established before the approval"),
        Label(
            "批准成立日{established_on}早于批准筹建日{approved_on}。请核对批准文件。",
            "The establishment, {established_on}, lies before the approval to construct, {approved_on}. Check the "
            "papers.",
        ),
    ),
    "approval_after_what_rests_on_it": _wrong(
        Label("批准筹建日晚于在后事项", "The approval is dated after what rests on it"),
        Label(
            "批准筹建日{approved_on}晚于已记录的“{event}”（{date}），而后者以批准筹建为前提。请核对批准文件；在后事项的日期有误的，请先更正该记录。",
            "The approval to construct, {approved_on}, would lie after “{event}”, {date}, which is on record and rests "
            "on it. Check the paper; where the later act's day is wrong, have that record corrected first.",
        ),
    ),
    "facts_out_of_order": _wrong(
        Label("历史事实先后颠倒", "Reported facts out of order"),
        Label(
            "“{fact}”（{date}）早于其所依据的“{ground}”（{after}），二者不可能都属实。请核对来源；确有不同报道的，将可靠程度标为“有争议”。",
            "“{fact}”, {date}, lies before what it rests on: “{ground}”, {after}; both cannot be right. Check the "
            "sources; where reports disagree, mark them as disputed.",
        ),
    ),
    "fact_in_the_future": _wrong(
        Label("历史事实的日期尚未到来", "A reported fact lies ahead"),
        Label(
            "“{fact}”的日期{date}尚未到来，不能作为历史事实导入。请核对来源。",
            "“{fact}” is dated {date}, which has not come; it is no fact of the past. Check the source.",
        ),
    ),
}
"""By code: what breaks a rule whenever it is said."""
