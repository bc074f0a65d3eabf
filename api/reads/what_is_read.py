"""What counts as reading: the routes that show what is on record, and those that don't. A new route needs a row."""

READS = frozenset(
    {
        "/api/v1/annual-reports",
        "/api/v1/annual-reports/template.xlsx",
        "/api/v1/centers",
        "/api/v1/centers/{center_id}",
        "/api/v1/centers/{center_id}/actions",
        "/api/v1/centers/{center_id}/deadlines",
        "/api/v1/centers/{center_id}/deadlines.ics",
        "/api/v1/centers/{center_id}/documents",
        "/api/v1/centers/{center_id}/events",
        "/api/v1/deadlines",
        "/api/v1/deadlines.ics",
        "/api/v1/deputies",
        "/api/v1/documents/{sha256}",
        "/api/v1/events",
        "/api/v1/events/stream",
        "/api/v1/overview",
        "/api/v1/reads",
        "/api/v1/receipts/{command_id}",
        "/api/v1/work",
        "/console/annual-reports",
        "/console/annual-reports.{kind}",
        "/console/calendar",
        "/console/calendar.ics",
        "/console/centers",
        "/console/centers.{kind}",
        "/console/centers/{center_id}",
        "/console/centers/{center_id}/bundle.zip",
        "/console/centers/{center_id}/compare",
        "/console/centers/{center_id}/decide/{type_}",
        "/console/centers/{center_id}/foresight",
        "/console/deadlines",
        "/console/deadlines.{kind_of_file}",
        "/console/deputies",
        "/console/documents/{sha256}",
        "/console/drafts/{draft_id}",
        "/console/drafts/{draft_id}/check",
        "/console/events/{position}",
        "/console/events/{position}/bytes",
        "/console/search",
        "/console/history",
        "/console/history.csv",
        "/console/history.json",
        "/console/imports/{sha256}",
        "/console/overview",
        "/console/known/{known_kind}",
        "/console/receipts/{command_id}",
        "/console/reports",
        "/console/reports/template.xlsx",
        "/console/work",
        "/console/work.{kind}",
    }
)
"""Registers and searches, centers, events, documents, receipts, exports, bundles, calendars; and drafts, beside which
stands what their decision rests on.
"""

NOT_READS = frozenset(
    {
        "/api/v1/audit/checkpoint",
        "/api/v1/audit/consistency",
        "/api/v1/audit/inclusion",
        "/api/v1/calendar/addresses",
        "/api/v1/calendar/notices",
        "/api/v1/guideline",
        "/console/calendar/addresses",
        "/console/calendar/notices/new",
        "/console/decide/register_center",
        "/console/deputies/end",
        "/console/deputies/new",
        "/console/drafts/{draft_id}/discard",
        "/console/guideline",
        "/console/imports",
        "/console/imports/template.xlsx",
        "/console/operations",
        *(f"{page}/version" for page in ("/console/centers/{center_id}", "/console/history", "/console/work")),
    }
)
"""Proofs, which hold digests; the guideline and the notices, which are public; empty forms; one's own settings; how the
parts are; and a page that looks whether it has grown old.
"""
