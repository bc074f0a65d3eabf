"""Refusals that the center's state gives: another time, or after another step, the same decision may be taken."""

from domain.kernel.base import Label
from domain.kernel.refusals import Kind, Reason


def _not_now(title: Label, detail: Label) -> Reason:
    return Reason(Kind.NOT_NOW, title, detail)


NOT_NOW: dict[str, Reason] = {
    "version_moved": _not_now(
        Label("资料已有更新", "The record has moved on"),
        Label(
            "您查看之后，该中心又有新的记录。请重新打开页面，核对最新情况后再提交。",
            "Something was recorded for this center after you last looked. Reload, check what is new, decide again.",
        ),
    ),
    "nobody_to_enter_for": _not_now(
        Label("承建单位未知", "The organisations are unknown"),
        Label(
            "本系统尚不知道该中心的承建单位及其所在区，无从核对提交单位。请先办理承建单位变更，登记单位后再代录。",
            "The record doesn't say which organisations build the center, nor where they are, so nobody can be entered "
            "for. Amend the organisations first, then enter the paper.",
        ),
    ),
    "handed_in_paper_not_held": _not_now(
        Label("来件尚未上传", "The paper has not come in"),
        Label(
            "文件“{title}”尚未上传。代录以书面材料为据，请先上传扫描件，再以其摘要代录。",
            "The file “{title}” has not come in. What is entered on behalf rests on its paper: send the scan in first, "
            "then enter it by its digest.",
        ),
    ),
    "envelope_expired": _not_now(
        Label("请求送达过迟", "The request arrived too late"),
        Label(
            "请求于{sent_at}发出，超过{days}天才送达，未予办理，已留存记录。请核对该中心的最新情况，以新的请求编号重新提交。",
            "The request was sent on {sent_at} and arrived more than {days} days later; nothing was decided, and the "
            "attempt is on record. Check how the center stands now, and submit it again under a new id.",
        ),
    ),
    "envelope_sent_ahead": _not_now(
        Label("请求的发出时刻尚未到来", "The request is dated ahead"),
        Label(
            "请求的发出时刻{sent_at}晚于办理时刻，未予办理，已留存记录。请管理员校准各服务器的时钟，再以新的请求编号重新提交。",
            "The request says that it was sent on {sent_at}, which has not come yet; nothing was decided, and the "
            "attempt is on record. Have the servers' clocks set right, then submit it again under a new id.",
        ),
    ),
    "center_exists": _not_now(
        Label("中心已登记", "The center is on the register already"),
        Label(
            "编号“{center_id}”的中心已经登记。请直接在该中心办理，或另用编号登记。",
            "A center “{center_id}” is on the register already. Go on with that one, or register under another id.",
        ),
    ),
    "phase_not_open": _not_now(
        Label("当前阶段不能办理", "Not in this phase"),
        Label(
            "中心现处“{phase}”阶段，本事项只在以下阶段办理：{allowed}。请先办理当前阶段的事项。",
            "The center is in the phase “{phase}”; this decision belongs to: {allowed}. Take the steps of the current "
            "phase first.",
        ),
    ),
    "needs_confirmation": _not_now(
        Label("请先确认", "Please confirm first"),
        Label(
            "本事项有不寻常之处，尚未办理：{doubts}请核对；确属无误的，勾选确认并说明理由后再提交。",
            "Something about this decision is unusual, and nothing was recorded yet: {doubts} Check it; if it is "
            "right, confirm it with a reason and submit again.",
        ),
    ),
    "confirms_another_decision": _not_now(
        Label("所确认的并非同一事项", "It confirms another decision"),
        Label(
            "请求“{confirms}”不是由您就同一内容提出并被要求确认的事项。请重新提交原内容，再按提示确认。",
            "“{confirms}” is not a request of yours with the same content that was answered with a question. Submit "
            "the decision as it was, and confirm what is asked then.",
        ),
    ),
    "day_before_its_ground": _not_now(
        Label("日期早于其依据", "Dated before what it rests on"),
        Label(
            "“{decision}”所载日期为{effective_on}，早于其所依据的“{event}”（{after}）。请核对文书上的日期；同日办理不受限。若在先事项的日期有误，请先更正该记录。",
            "“{decision}” is dated {effective_on}, before what it rests on: “{event}”, {after}. Check the day on the "
            "paper; the same day is allowed. Where the earlier day is wrong, have that record corrected first.",
        ),
    ),
    "industry_research_missing": _not_now(
        Label("尚未提交产业调研", "No industry research yet"),
        Label(
            "申报主体还没有提交产业调研，主管部门无从答复。请申报主体先提交产业调研和初步建设计划。",
            "The applicant has not handed in its industry research, on which support is decided. It comes first, with "
            "a first plan of construction.",
        ),
    ),
    "support_missing": _not_now(
        Label("尚未获得主管部门支持", "No support yet"),
        Label(
            "辖区市场监管部门或上级主管部门尚未表示支持。请先报告建设设想，取得支持后再报告初步方案。",
            "The district authority or superior body has not granted its support. Report the idea to it first; the "
            "preliminary plan follows.",
        ),
    ),
    "support_not_standing": _not_now(
        Label("主管部门的支持已不成立", "The support does not stand"),
        Label(
            "报告初步方案之后，主管部门的支持已收回或者失效。请申报主体与辖区市场监管部门或上级主管部门沟通，重新获得支持后继续办理；已办理的环节仍然有效。",
            "Since the preliminary plan was reported the support has been withdrawn, or counts no more. The district "
            "authority or the superior body has to grant it again before anything goes on; what was done stands.",
        ),
    ),
    "preliminary_plan_missing": _not_now(
        Label("尚未报告初步方案", "No preliminary plan yet"),
        Label(
            "申报主体还没有报告建设初步方案。收到方案后再委派专家开展现场指导。",
            "The applicant has not reported its preliminary plan. Experts are appointed for guidance once it is in.",
        ),
    ),
    "guidance_not_concluded": _not_now(
        Label("现场指导尚未完成", "On-site guidance is not concluded"),
        Label(
            "预评审应在专家现场指导之后进行。请待市局经办完成现场指导，并按专家意见完善资料后再组织。",
            "The pre-review follows the experts' guidance on site. Wait until the case officer concludes it, improve "
            "the materials by the experts' advice, then hold the pre-review.",
        ),
    ),
    "pre_review_not_passed": _not_now(
        Label("预评审尚未通过", "The pre-review has not passed"),
        Label(
            "最近一次预评审没有通过，或者还未组织预评审。请对照筹建申报评审要求完善资料，预评审通过后再申报。",
            "There is no pre-review yet, or the last one failed. Improve the materials against the review's criteria "
            "and apply once a pre-review has passed.",
        ),
    ),
    "panel_missing": _not_now(
        Label("尚未委派专家", "No panel yet"),
        Label(
            "“{stage}”环节还没有委派专家。请市局经办先委派专家组。",
            "No experts are appointed for the stage “{stage}”. The case officer appoints the panel first.",
        ),
    ),
    "opinion_missing": _not_now(
        Label("尚无专家意见", "No expert opinion yet"),
        Label(
            "“{stage}”环节还没有专家意见。请待至少一位专家提出意见后再办理。",
            "No expert has given an opinion in the stage “{stage}”. At least one is needed first.",
        ),
    ),
    "opinions_too_few": _not_now(
        Label("提出意见的专家不足", "Too few experts are heard"),
        Label(
            "专家组{size}人中仅有{given}人提出意见，人数不足。请待更多专家提出意见后再办理。",
            "Of the panel's {size} members only {given} gave an opinion. More have to be heard first.",
        ),
    ),
    "panel_incomplete": _not_now(
        Label("专家组尚未补足", "The panel is not complete"),
        Label(
            "“{stage}”环节有专家回避后，专家组人数不足或没有组长。请市局经办先补足专家组。",
            "Since an expert was recused, the panel of the stage “{stage}” lacks members or a lead. The case officer "
            "completes it first.",
        ),
    ),
    "panel_not_independent": _not_now(
        Label("专家应当回避", "An expert is not independent"),
        Label(
            "专家组成员{experts}所在单位已是本中心的承建单位，应当回避。请市局经办先办理回避或者重新委派专家组。",
            "These members of the panel now belong to an organisation that builds this center: {experts}. The case "
            "officer recuses them or appoints the panel anew first.",
        ),
    ),
    "stage_not_open": _not_now(
        Label("该环节尚未开始或已经结束", "This stage is not open"),
        Label(
            "中心现处“{phase}”阶段，不能办理“{stage}”环节的事项。请改选与当前阶段相应的环节。",
            "The center is in the phase “{phase}”; the stage “{stage}” is not open in it. Name the stage that belongs "
            "to the current phase.",
        ),
    ),
    "preliminary_review_completed": _not_now(
        Label("初步审查已经完成", "The preliminary review is completed"),
        Label(
            "“{stage}”环节的材料已审查完毕，不再补充。请办理后续事项。",
            "The materials of the stage “{stage}” are found complete; nothing is supplemented any more. Go on with the "
            "next step.",
        ),
    ),
    "preliminary_review_not_completed": _not_now(
        Label("初步审查尚未完成", "The preliminary review is not completed"),
        Label(
            "“{stage}”环节的材料尚未审查完毕。请先完成初步审查，再组织评审或现场工作。",
            "The materials of the stage “{stage}” are not yet found complete. Complete the preliminary review first; "
            "meetings and visits follow.",
        ),
    ),
    "supplement_open": _not_now(
        Label("补充材料尚未提交", "A supplement is outstanding"),
        Label(
            "“{stage}”环节上一轮要求的补充材料尚未收到。请待申报主体提交后再办理。",
            "The supplement asked for in the stage “{stage}” has not come in. Wait for the applicant to submit it.",
        ),
    ),
    "no_supplement_requested": _not_now(
        Label("没有待补充的材料", "No supplement is asked for"),
        Label(
            "“{stage}”环节目前没有要求补充材料，无需提交。如材料确有变化，请与市局经办联系。",
            "No supplement is asked for in the stage “{stage}”, so there is nothing to submit. If the materials have "
            "changed, speak with the case officer.",
        ),
    ),
    "consent_not_needed": _not_now(
        Label("本次申报无须同意意见", "No consent is needed"),
        Label(
            "申报时没有注明须经区人民政府或上级主管部门同意，市局也没有要求，无须办理本事项。",
            "Neither the application nor the bureau says that the district government or superior body has to "
            "consent; there is nothing to record.",
        ),
    ),
    "consent_needed_already": _not_now(
        Label("已须征得同意", "Consent is needed already"),
        Label(
            "本次申报已注明或已要求须经区人民政府或上级主管部门同意。请等待其答复。",
            "The application, or the bureau, says already that the district government or superior body has to "
            "consent. Wait for the answer.",
        ),
    ),
    "consent_missing": _not_now(
        Label("尚缺同意意见", "Consent is missing"),
        Label(
            "本次申报须经区人民政府或上级主管部门同意，但尚未收到同意意见。收到后方可批准筹建。",
            "This application needs the consent of the district government or superior body, which is not on record. "
            "Construction can be approved once it is.",
        ),
    ),
    "review_meeting_missing": _not_now(
        Label("尚未召开专家评审会", "No review meeting yet"),
        Label(
            "评审报告须以专家评审会为依据。请市局经办先记录专家评审会。",
            "The report rests on the expert review meeting. The case officer records the meeting first.",
        ),
    ),
    "site_inspection_missing": _not_now(
        Label("尚未组织现场审查", "No site inspection yet"),
        Label(
            "评审报告须以现场审查为依据。请市局经办先记录现场审查。",
            "The report rests on the inspection of the site. The case officer records the inspection first.",
        ),
    ),
    "review_report_issued": _not_now(
        Label("评审报告已经出具", "The review report is issued"),
        Label(
            "本次评审已有评审报告，不再增补评审活动。请市局作出批准或者不予批准的决定；记录有误的，另行提出更正。",
            "This review has its report; nothing is added to it. The bureau now approves or declines. If the record is "
            "wrong, propose a correction.",
        ),
    ),
    "review_report_missing": _not_now(
        Label("评审报告尚未出具", "No review report yet"),
        Label(
            "专家组尚未出具筹建申报评审报告。请待专家组组长出具报告后再批准。",
            "The panel has not issued its report. Approve once the panel's lead has issued it.",
        ),
    ),
    "review_not_passed": _not_now(
        Label("评审未通过", "The review has not passed"),
        Label(
            "专家组评审结论为不通过，不能批准筹建。可作出不予批准筹建的决定，由申报主体完善后再次申报。",
            "The panel's verdict is fail; construction cannot be approved. Decline the application; the applicant may "
            "improve it and apply again.",
        ),
    ),
    "alliance_already_formed": _not_now(
        Label("联盟已经成立", "The alliance exists already"),
        Label(
            "产业计量测试联盟已经成立。名称或成员有变化的，请办理“变更产业计量测试联盟”。",
            "The alliance is already formed. Where its name or members have changed, change the alliance instead.",
        ),
    ),
    "alliance_missing": _not_now(
        Label("没有联盟成立的记录", "No alliance on record"),
        Label(
            "没有中心牵头成立产业计量测试联盟的记录。已成立的请补录，尚未成立的请先成立。",
            "It is not on record that the center formed its metrology alliance. Enter it, or form the alliance first.",
        ),
    ),
    "alliance_not_on_record": _not_now(
        Label("未登记：成立产业计量测试联盟", "Not on record: forming the alliance"),
        Label(
            "未登记：成立产业计量测试联盟；请核实补录。",
            "Not on record: forming the metrology alliance. Find out whether it was formed, and enter it.",
        ),
    ),
    "director_not_on_record": _not_now(
        Label("未登记：任命中心主任", "Not on record: appointing the director"),
        Label(
            "未登记：任命中心主任；请核实补录。",
            "Not on record: appointing the director. Find out whether one was appointed, and enter it.",
        ),
    ),
    "self_inspection_not_on_record": _not_now(
        Label("未登记：验收前自查", "Not on record: the self-inspection"),
        Label(
            "未登记：验收前自查；请核实补录。",
            "Not on record: the self-inspection before acceptance. Find out whether it was done, and enter it.",
        ),
    ),
    "revision_not_on_record": _not_now(
        Label("未登记：验收材料的修订", "Not on record: the revision"),
        Label(
            "现场验收通过仅见报道，专家是否要求修订验收材料未登记；请核实补录。",
            "Reports alone say that the acceptance passed; whether the experts asked for a revision of the materials "
            "is not on record. Find out, and enter it.",
        ),
    ),
    "self_inspection_missing": _not_now(
        Label("尚未完成验收前自查", "No self-inspection yet"),
        Label(
            "提出验收申请前，应对照《现场验收核查表》组织自查。请先完成自查；上次现场验收未通过的，应重新自查。",
            "Before applying for acceptance, inspect against the on-site acceptance checklist. After a failed "
            "acceptance the self-inspection is done anew.",
        ),
    ),
    "self_inspection_of_another_scope": _not_now(
        Label("自查早于服务领域或产业范围的变更", "The self-inspection is of another scope"),
        Label(
            "最近一次自查（{date}）之后，服务领域或产业范围已于{after}变更。请中心按变更后的范围重新自查，再提出验收申请。",
            "Since the last self-inspection, {date}, the field or the scope of the industry was changed, {after}. The "
            "center inspects itself anew by what it serves now, then applies.",
        ),
    ),
    "self_inspection_not_conforming": _not_now(
        Label("自查有不符合项", "Items do not conform"),
        Label(
            "最近一次自查中以下项目不符合要求：{items}。请整改后重新自查，各项均符合后再申请验收。",
            "In the last self-inspection these items do not conform: {items}. Put them right, inspect again, and apply "
            "once every item conforms.",
        ),
    ),
    "director_missing": _not_now(
        Label("没有现任中心主任的记录", "No director on record"),
        Label(
            "中心实行主任负责制，但没有任命主任的记录，或者主任空缺；代理主任不能代替。已任命的请补录，尚未任命的请依托单位先任命。",
            "A center answers through its director, and none is on record, or the post is vacant; an acting director "
            "is not enough. Enter the one who was appointed, or the host organisation appoints one first.",
        ),
    ),
    "on_site_acceptance_reported": _not_now(
        Label("现场验收报告已经出具", "The on-site acceptance is reported"),
        Label(
            "本次现场验收已有报告，不再重复出具。请办理后续修订；记录有误的，另行提出更正。",
            "This acceptance has its report. Go on with the revision; if the record is wrong, propose a correction.",
        ),
    ),
    "on_site_acceptance_not_passed": _not_now(
        Label("现场验收尚未通过", "On-site acceptance has not passed"),
        Label(
            "还没有通过现场验收的报告。请待专家组组长出具现场验收报告，通过后再办理。",
            "No passed on-site acceptance is on record. It takes the report of the panel's lead first.",
        ),
    ),
    "revision_missing": _not_now(
        Label("尚未提交修订材料", "No revision yet"),
        Label(
            "筹建单位尚未按现场验收专家意见提交修订材料。收到后再确认。",
            "The center has not handed in materials revised by the experts' opinions. Confirm once they are in.",
        ),
    ),
    "revision_not_confirmed": _not_now(
        Label("修订尚未确认", "The revision is not confirmed"),
        Label(
            "验收材料的修订尚未确认完成。请市局经办确认修订后再批准成立。",
            "The revision of the materials is not confirmed. The case officer confirms it; establishment follows.",
        ),
    ),
    "report_year_not_begun": _not_now(
        Label("报送年度尚未开始", "The year has not begun"),
        Label(
            "{year}年尚未开始，不能报送该年度筹建情况。请核对年度。",
            "The year {year} has not begun, so there is nothing to report on it. Check the year.",
        ),
    ),
    "report_already_submitted": _not_now(
        Label("该年度已报送", "The year is reported already"),
        Label(
            "{year}年度筹建情况已经报送。内容有误的，请由市局经办提出记录更正。",
            "The report of {year} is in already. If something in it is wrong, the case officer proposes a correction.",
        ),
    ),
    "matter_already_notified": _not_now(
        Label("该重大事项已告知", "The matter is notified already"),
        Label(
            "重大事项“{matter}”已经书面告知。另有新事项的，请不带编号另行告知。",
            "The major matter “{matter}” is notified already. For another matter, leave the number out.",
        ),
    ),
    "no_rectification_ordered": _not_now(
        Label("没有待报告的整改", "No rectification to report"),
        Label(
            "该中心目前没有待报告的整改要求。",
            "No order of rectification waits for this center's report.",
        ),
    ),
    "rectification_not_reported": _not_now(
        Label("整改情况尚未报告", "The rectification is not reported"),
        Label(
            "中心尚未报告整改情况，整改期限也未届满，不能判定。请待中心报告；期限届满仍未报告的，由市局经办核查后判定。",
            "The center has not reported its rectification, and its due day has not passed, so there is nothing to "
            "judge. Wait for the report; after the due day the case officer checks and judges without one.",
        ),
    ),
    "rectification_already_judged": _not_now(
        Label("整改已经判定", "The rectification is judged already"),
        Label(
            "整改要求“{rectification}”已有判定结果。仍有问题的，请另行责令整改。",
            "The order “{rectification}” is judged already. If problems remain, order another rectification.",
        ),
    ),
    "report_on_record": _not_now(
        Label("该报道已有记录", "The report is on record"),
        Label(
            "同一来源关于{date}“{fact}”的报道已有记录，不再重复。",
            "That “{fact}” is reported of {date} by this source is on record already.",
        ),
    ),
    "report_of_own_decision": _not_now(
        Label("本市的决定应在此办理", "A decision of the bureau's own"),
        Label(
            "{date}“{fact}”在中心导入之后，属本市应在此办理的决定，不作历史报道补充。请办理相应事项。",
            "“{fact}” of {date} comes after the center was imported: it is decided here, and no report of the past. "
            "Take that decision.",
        ),
    ),
    "parties_unknown": _not_now(
        Label("承建单位不详", "The parties are unknown"),
        Label(
            "该中心的承建单位尚不详。请先据文件补全承建单位。",
            "Nobody knows yet who builds this center. Complete the record with its organisations first.",
        ),
    ),
    "nothing_to_follow_up": _not_now(
        Label("没有待处理的监督事项", "Nothing to follow up"),
        Label(
            "该中心目前没有监督发现的问题，没有待处理的提议，也没有尚待处理的逾期义务。",
            "Supervision has found no problem of this center that waits, nothing is proposed, and nothing is overdue "
            "that nobody has brought up.",
        ),
    ),
    "duty_not_overdue": _not_now(
        Label("该项义务并未逾期", "The duty is not overdue"),
        Label(
            "义务“{deadline}”在所填之日没有逾期，或者已经完成。请从该中心逾期未完成的义务中选择。",
            "The duty “{deadline}” is not overdue on that day, or is done. Choose among those of the center that are.",
        ),
    ),
    "order_not_proposed": _not_now(
        Label("未提请责令整改", "No order is proposed"),
        Label(
            "监督事项“{about}”未提请责令整改。请由市局经办先提出处理意见，或者不填所依据的监督事项。",
            "No order is proposed on “{about}”. The case officer follows it up first, or leave it out.",
        ),
    ),
    "followed_up_already": _not_now(
        Label("监督事项已有后续", "It is followed up already"),
        Label(
            "监督事项“{about}”已有提议或者已作出相应决定，不再重复处理。仍有问题的，请另行提议责令整改。",
            "“{about}” was taken up by a proposal, or the order or commendation has followed. If problems remain, "
            "propose another rectification.",
        ),
    ),
    "rectification_not_served_in_time": _not_now(
        Label("整改要求未在期限前送达", "The order was not served before its day"),
        Label(
            "没有整改要求“{rectification}”（或其延期决定）在整改期限{due_on}前送达的记录，期限未起算，不能判定为不合格。请先“记录送达”；"
            "送达时期限已过的，由审批人员延长整改期限，延期决定也须在新期限前送达。",
            "No service of the order “{rectification}”, or of its extension, before the due day, {due_on}, is on "
            "record: its time did not run, and it cannot be rejected. Record the service; where that came too late, "
            "the approver extends the time, and that is served before the new day.",
        ),
    ),
    "no_rectification_to_extend": _not_now(
        Label("没有可延长期限的整改要求", "No order to extend"),
        Label(
            "该中心没有尚未判定的整改要求。已判定不合格而需再给机会的，请另行责令整改，并指明所接续的整改要求。",
            "No order of rectification of this center waits to be judged. To give another chance after a rejection, "
            "order another rectification that names the rejected one.",
        ),
    ),
    "no_evaluation_proposed": _not_now(
        Label("没有待决定的总结评估", "No evaluation to decide on"),
        Label(
            "该中心没有待决定的总结评估。应先由市局经办总结评估并提出结论建议。",
            "No evaluation of this center waits for a decision. The case officer evaluates and proposes an outcome "
            "first.",
        ),
    ),
    "no_ground_for_revocation": _not_now(
        Label("没有撤销依据", "No ground for revocation"),
        Label(
            "撤销须以拟撤销的评估结论或者判定不合格的整改为依据，且未因此后的有利决定或者批准成立而失去；记录中没有这样的依据。"
            "请先依五（一）评估，或依五（三）责令整改并判定。",
            "A center is revoked only upon an evaluation with that outcome, or a rectification that was rejected, and "
            "as long as no later favourable decision has ended that; there is none on record. Evaluate (5.1), or order "
            "rectification and judge it (5.3), first.",
        ),
    ),
    "relinquishment_declared_already": _not_now(
        Label("已申请注销", "Relinquishment is declared already"),
        Label(
            "中心已于{date}申请注销，请待市局办理。决定继续的，请先撤回注销申请。",
            "The center declared on {date} that it gives up; the bureau records it. If it goes on after all, take that "
            "back first.",
        ),
    ),
    "no_relinquishment_declared": _not_now(
        Label("没有待办理的注销申请", "No relinquishment is declared"),
        Label(
            "中心没有申请注销，或者已经撤回。请由主要承建单位先申请注销。",
            "The center has not declared that it gives up, or has taken that back. The lead organisation declares it "
            "first.",
        ),
    ),
    "no_undoing_proposed": _not_now(
        Label("没有待确认的失效提议", "No undoing waits"),
        Label(
            "该中心没有待确认的登记差错、撤销、撤回、复议决定或判决。应先由市局经办提出。",
            "No undoing of this center's records waits for confirmation. The case officer proposes one first.",
        ),
    ),
    "undone_already": _not_now(
        Label("该记录已失效", "It counts no more already"),
        Label(
            "序号{position}“{event}”已失效，不能再次失效。要恢复它，请对使其失效的记录提出。",
            "Position {position}, “{event}”, counts no more already. To have it count again, undo what has undone it.",
        ),
    ),
    "undoing_proposed_already": _not_now(
        Label("已有待确认的失效提议", "An undoing of it waits already"),
        Label(
            "该记录已有待确认的失效提议“{undoing}”。请先由审批人员确认或不予确认。",
            "An undoing of this act waits already: “{undoing}”. The approver confirms it or turns it down first.",
        ),
    ),
    "correction_of_what_is_undone": _not_now(
        Label("该记录已失效，不必更正", "What is undone is not corrected"),
        Label(
            "序号{position}“{event}”已失效，不再计入，没有可更正的内容；待确认的更正请不予更正。",
            "Position {position}, “{event}”, counts no more: there is nothing to correct in it. A "
            "correction that waits for it is turned down.",
        ),
    ),
    "no_correction_proposed": _not_now(
        Label("没有待确认的更正", "No correction waits"),
        Label(
            "该中心没有待确认的记录更正。请先由市局经办提出更正。",
            "No correction of this center's record waits for confirmation. The case officer proposes one first.",
        ),
    ),
    "correction_waits_already": _not_now(
        Label("同一内容已有待确认的更正", "A correction of the same waits already"),
        Label(
            "对“{event}”记录中{fields}的更正“{correction}”尚待确认。请先确认、不予更正或由提出人收回。",
            "The correction “{correction}” of a record “{event}” waits already for the same: {fields}. First it is "
            "confirmed, turned down, or taken back by its proposer.",
        ),
    ),
    "nothing_unknown": _not_now(
        Label("没有待补全的资料", "Nothing is unknown"),
        Label(
            "该中心自登记起即有完整记录，无须补全。记录有误的，请提出记录更正。",
            "This center has been on record from its start, so nothing has to be completed. If something is wrong, "
            "propose a correction.",
        ),
    ),
    "backfill_open_already": _not_now(
        Label("补录尚未完成", "The backfill is open already"),
        Label(
            "该中心的历史资料正在补录，无须再次开始。请补录完毕后办理完成补录。",
            "This center's history is being entered already. Enter what is missing, then finish the backfill.",
        ),
    ),
    "no_backfill_open": _not_now(
        Label("没有正在进行的补录", "No backfill is open"),
        Label(
            "该中心没有正在进行的补录。需要补录历史资料的，请先办理开始补录。",
            "No history of this center is being entered late. Where one has to be, begin a backfill first.",
        ),
    ),
    "already_known": _not_now(
        Label("资料已有记录", "Known already"),
        Label(
            "以下资料已有记录：{fields}。有误的，请提出记录更正，不要重复补录。",
            "This is on record already: {fields}. If it is wrong, propose a correction instead of entering it again.",
        ),
    ),
    "not_of_this_phase": _not_now(
        Label("与当前阶段不符", "Not of this phase"),
        Label(
            "中心现处“{phase}”阶段，以下资料不在补全之列：{fields}。此后已有新的批准的，请按程序补录相应决定并填写成文日期。",
            "The center is in the phase “{phase}”, in which there is nothing to complete of: {fields}. If the bureau "
            "has decided since, record that decision itself, with the date on its paper.",
        ),
    ),
    "notice_already_entered": _not_now(
        Label("该通知已经录入", "The notice is entered already"),
        Label(
            "{year}年节假日安排通知（{number}）已经录入，内容相同，无须重复录入。",
            "The holiday notice of {year} ({number}) is entered already, with the same days. There is nothing to do.",
        ),
    ),
}
"""By code: what the state of the center does not allow."""
