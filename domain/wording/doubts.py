"""Every doubt in words: what is unusual about a decision, in one sentence that stands on its own."""

from domain.kernel.base import Label

DOUBTS: dict[str, Label] = {
    "day_long_ago": Label(
        "所载日期{effective_on}距今已久。",
        "Its day, {effective_on}, lies far back.",
    ),
    "day_before_last_act": Label(
        "所载日期{effective_on}早于已记录事项的最近日期{after}。",
        "Its day, {effective_on}, lies before {after}, the latest day of what is on record.",
    ),
    "repeated_at_once": Label(
        "一分钟内刚记录过内容完全相同的事项。",
        "The very same decision was recorded less than a minute ago.",
    ),
    "paper_not_held": Label(
        "所列文件尚未上传：{papers}。",
        "The files of these papers have not come in: {papers}.",
    ),
    "expert_perhaps_of_a_party": Label(
        "专家“{expert}”所在的“{organisation}”可能是承建单位的部门或下属机构。",
        "“{organisation}”, the employer of the expert “{expert}”, may be a department of an applying organisation.",
    ),
    "expert_under_two_ids": Label(
        "专家组中有两名姓名均为“{expert}”、单位相同而编号不同的成员，可能是同一人。",
        "Two members of the panel have the name “{expert}” and one employer under two ids; they may be one person.",
    ),
    "opinions_contradict": Label(
        "专家组成员的意见有赞成也有反对。",
        "Of the panel's members some support and others object.",
    ),
    "person_under_two_ids": Label(
        "“{name}”（{role}）与以“{other_role}”身份参与该中心事项的人员姓名、单位相同而编号不同，可能是同一人。",
        "“{name}”, {role}, has the name and the employer of somebody who took part in this center's case as "
        "{other_role} under another id; it may be one person.",
    ),
    "number_of_another_year": Label(
        "文号{number}的年份与所载日期{effective_on}不在同一年。",
        "The year in the document number {number} is not that of its day, {effective_on}.",
    ),
    "number_borne": Label(
        "文号{number}已用于其他日期或其他种类的事项。",
        "The document number {number} is borne by an act of another day or kind.",
    ),
    "name_on_register": Label(
        "名录中已有同名的中心。",
        "A center of this name is on the register already.",
    ),
    "name_borne_formerly": Label(
        "名录中有中心曾用此名称。",
        "A center on the register bore this name before.",
    ),
    "name_nearly_on_register": Label(
        "名录中已有名称相近的中心，除“上海市”“产业计量测试中心”等通用字样和括注外，名称相同。",
        "A center of nearly the same name is on the register already: but for the city, the words that all have and "
        "what stands in brackets, it is the same.",
    ),
    "lead_on_register": Label(
        "名录中已有由该单位牵头的中心。",
        "A center with this lead organisation is on the register already.",
    ),
    "lead_named_otherwise": Label(
        "名录中该单位名称或统一社会信用代码与所填不一致：同一名称另有代码，或同一代码另有名称。",
        "The register has this organisation's name with another credit code, or its code with another name.",
    ),
    "lead_of_another_province": Label(
        "牵头单位的统一社会信用代码{uscc}不在上海登记。",
        "The lead organisation's credit code, {uscc}, was not given in Shanghai.",
    ),
    "superior_no_government_body": Label(
        "上级主管部门“{name}”的统一社会信用代码{uscc}不是机关事业单位的代码。",
        "“{name}”, credit code {uscc}, is named as a superior body and is no body of the state by its code.",
    ),
    "predecessor_not_on_register": Label(
        "名录中没有编号为{predecessor}的原中心。",
        "The register has no center {predecessor}, which is named as its predecessor.",
    ),
    "lead_leaves_shanghai": Label(
        "变更后的牵头单位（统一社会信用代码{uscc}）不在上海登记，中心将由外省市单位承建。",
        "The new lead organisation, credit code {uscc}, is not registered in Shanghai: the center would leave it.",
    ),
    "term_unusual": Label(
        "筹建期限{months}个月，而筹建时间一般为{minimum}至{maximum}个月。",
        "The term is {months} months; it generally has {minimum} to {maximum}.",
    ),
    "end_of_term_unusual": Label(
        "筹建期满日{term_ends_on}，距批准筹建日{approved_on}不在一般的{minimum}至{maximum}个月之内。",
        "The term ends on {term_ends_on}; from the approval on {approved_on} it generally has {minimum} to {maximum} "
        "months.",
    ),
    "declined_without_failing_report": Label(
        "没有结论为不通过的评审报告。",
        "No review report has failed the application.",
    ),
    "established_with_open_rectification": Label(
        "责令整改{rectifications}尚未判定合格。",
        "What was ordered to be put right is not yet accepted: {rectifications}.",
    ),
    "established_after_term": Label(
        "批准成立日{effective_on}晚于筹建期满日{term_ends_on}。",
        "The establishment on {effective_on} lies after the end of the term, {term_ends_on}.",
    ),
    "established_soon": Label(
        "批准成立日{effective_on}距批准筹建日{approved_on}不足{months}个月。",
        "The establishment on {effective_on} follows the approval on {approved_on} within {months} months.",
    ),
    "service_entered_after_its_time": Label(
        "拟撤销告知所载送达日为{date}，而其送达记录在陈述、申辩期限届满（{due_on}）之后才录入，期限内收到的陈述、申辩可能尚未记录。",
        "The notice reads as served on {date}, and that came on record only after the time for a statement, {due_on}, "
        "was over; what the center said within it may not be on record.",
    ),
    "former_due_day_has_passed": Label(
        "延期决定失效后恢复原整改期限{former_due_on}，该日已过：当事人即计为逾期，可据以判定。需要继续整改的，请另行确定期限。",
        "Without the extension to {due_on} the former due day, {former_due_on}, counts again, and has passed: the "
        "order counts as late and can be judged. Where there is still something to put right, set another day.",
    ),
    "due_day_corrected_into_the_past": Label(
        "更正后整改期限为{due_on}（原记为{former_due_on}），该日已过：更正确认后即计为逾期，可据以判定。请核对所送达的文书。",
        "With the correction the due day is {due_on}, not {former_due_on}, and has passed: once it is "
        "confirmed the order counts as late and can be judged. Check the paper that was served.",
    ),
    "established_with_ground_to_revoke": Label(
        "总结评估决定拟撤销，该依据仍然有效；批准成立后不再据以撤销。",
        "Upon the evaluation revocation is intended, and that ground stands; the establishment ends it.",
    ),
    "answer_without_statement": Label(
        "没有当事人陈述、申辩或者举行听证的记录，却填写了答复；已经提出的，请先记录。",
        "There is an answer, but no statement of the center and no hearing is on record. What was said is recorded "
        "first.",
    ),
    "judged_before_it_came_in": Label(
        "判定日期{effective_on}早于收到整改报告的日期{after}。",
        "The day of the judgment, {effective_on}, lies before the day on which the report came in, {after}.",
    ),
    "party_not_heard": Label(
        "撤销或者撤回批准，中心将失去已有的资格，应先告知并听取陈述、申辩，记录中没有专门的登记处；请说明何时、以何种方式告知和听取。",
        "The center loses a right that it has, and is told and heard before. The record has no decision of its own for "
        "that: say when and how it was told and heard.",
    ),
    "rejected_before_its_day": Label(
        "整改期限{due_on}尚未届满，期限内当事人仍可整改。",
        "The time allowed runs until {due_on}, and within it the center may still put things right.",
    ),
    "another_chance_not_named": Label(
        "整改要求{rectifications}已判定不合格；如本次是就同一事项再给机会，请填写所接续的整改要求，否则原依据仍可据以撤销。",
        "These orders were rejected: {rectifications}. If this one gives another chance on the same matter, name the "
        "order that it follows; otherwise the center can still be revoked on it.",
    ),
    "established_though_giving_up": Label(
        "中心已于{date}申请注销，尚未办理。",
        "The center declared on {date} that it gives up, which is not recorded yet.",
    ),
    "relinquished_with_open_rectification": Label(
        "责令整改{rectifications}尚未判定合格，注销后不再判定。",
        "What was ordered to be put right is not yet accepted, and will not be judged any more: {rectifications}.",
    ),
    "relinquished_with_ground_to_revoke": Label(
        "记录中有撤销该中心的依据，注销后不再撤销。",
        "There is a ground on record to revoke the center, which will not be revoked any more.",
    ),
    "scope_changed_in_acceptance": Label(
        "中心正在筹建验收，其验收申请以变更前的自查为依据：变更后验收终止，退回筹建，须重新自查并再次提出验收申请。",
        "The center is in acceptance, and its application rests on a self-inspection of the former scope: with the "
        "change the acceptance ends, and the center goes back to construction, inspects itself anew and applies again.",
    ),
    "proposal_not_named": Label(
        "监督事项{proposals}已提请责令整改，尚待责令；如据其责令，请填写其编号。",
        "An order is proposed on {proposals}, and awaited; if it is this one, name the proposal.",
    ),
    "report_contradicts": Label(
        "报道的{fact}日期{date}与已知日期{after}不符：已据文件核定或者已作决定的，仍以其为准；此前仅有报道的，将列为有争议。",
        "“{fact}” is reported of {date}, and known of {after}: what papers or decisions have settled stays, and what "
        "was known by reports alone is disputed from then on.",
    ),
    "details_contradict": Label(
        "报道的{fields}“{reported}”与已知的“{known}”不符：已据文件核定的，仍以其为准；此前仅有报道的，将列为有争议。",
        "“{reported}” is reported as its {fields}, and “{known}” is known: what papers have settled stays, and what "
        "was known by reports alone is disputed from then on.",
    ),
    "report_moves_the_center": Label(
        "据该报道，中心转入“{phase}”阶段，时限和待办随之变化。",
        "By this report the center comes into the phase “{phase}”, its clocks and its work with it.",
    ),
    "alliance_of_the_parties_alone": Label(
        "联盟成员仅有承建单位：{members}。",
        "The alliance has no member but the organisations that build the center: {members}.",
    ),
    "same_exchange": Label(
        "{effective_on}已记录主题为“{topic}”的技术交流活动。",
        "An exchange of {effective_on} on “{topic}” is on record already.",
    ),
    "evaluated_early": Label(
        "总结评估日{effective_on}距筹建期满日{term_ends_on}超过{days}天。",
        "The evaluation on {effective_on} lies more than {days} days before the end of the term, {term_ends_on}.",
    ),
    "outcome_not_as_proposed": Label(
        "决定的结论为“{outcome}”，市局经办建议的结论为“{proposed}”。",
        "The outcome is “{outcome}”, while the case officer proposes “{proposed}”.",
    ),
    "new_end_not_as_proposed": Label(
        "所定新的筹建期满日与市局经办的建议不同（建议：{proposed_end}）。",
        "The new end of the term is not the one that the case officer proposes (proposed: {proposed_end}).",
    ),
    "extended_long": Label(
        "筹建期由{term_ends_on}延长至{new_term_ends_on}，超过{months}个月。",
        "The extension from {term_ends_on} to {new_term_ends_on} is longer than {months} months.",
    ),
    "extended_again": Label(
        "筹建期已于{after}延长过。",
        "The term was extended on {after} already.",
    ),
    "day_far_ahead": Label(
        "所定日期{due_on}距{effective_on}超过{years}年。",
        "The day that is set, {due_on}, lies more than {years} years after {effective_on}.",
    ),
    "reported_early": Label(
        "报送日{effective_on}距截止日{due_on}超过{days}天。",
        "The report of {effective_on} comes more than {days} days before its due day, {due_on}.",
    ),
    "matter_before_approval": Label(
        "重大事项发生日{happened_on}早于批准筹建日{approved_on}。",
        "The matter happened on {happened_on}, before the approval of {approved_on}.",
    ),
    "matter_perhaps_found": Label(
        "日常监督已发现{happened_on}的重大事项“{title}”（{matter}），尚未告知；如为同一事项，请填写其编号后告知。",
        "Supervision has found a major matter of {happened_on}, “{title}” ({matter}), which nobody has notified; if it "
        "is the same, notify it by its id.",
    ),
}
"""By code. A sentence names nothing that its reader may not see."""

WHICH = Label("涉及：{which}。", "It is about: {which}.")
"""What follows the sentence where its reader may see which centers and acts it is about."""
