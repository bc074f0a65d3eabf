"""What a reader takes along from a center's page: the evidence bundle, and the papers that events refer to."""

from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.console.frame.page_request import CurrentPage
from api.http.problems import center_unknown, problem
from api.http.urls import CenterId
from api.resources.documents import read_document
from evidence.bundle import export
from evidence.narrative import NoEvidence
from ledger.proof.keys import KeyFile
from ledger.proof.serving import NotProven
from service_layer.reading import ReadableLedger
from settings import Settings

router = APIRouter()


@router.get("/centers/{center_id}/bundle.zip")
async def download_bundle(page_request: CurrentPage, center_id: CenterId) -> Response:
    """The evidence of a center under the newest checkpoint, as far as the reader sees it, which whoever receives it can
    check offline.
    """
    archive = await page_request.read(_bundle, center_id, page_request.app_state.settings)
    headers = {"Content-Disposition": f'attachment; filename="{center_id}-evidence.zip"'}
    return Response(archive, media_type="application/zip", headers=headers)


def _bundle(ledger: ReadableLedger, center_id: str, settings: Settings) -> bytes:
    """The archive. Raises ``Problem``: 404 while no checkpoint covers it, 503 where the ledger disagrees with one."""
    if ledger.version(center_id) == 0:
        raise center_unknown()
    with TemporaryDirectory() as folder:
        out = Path(folder) / "bundle.zip"
        try:
            export(ledger, KeyFile(settings.checkpoint_key_path).verifier_keys(), center_id, out, sm3=settings.sm3)
        except NotProven:
            raise problem("not_proven") from None
        except NoEvidence:
            raise problem("proof_broken") from None
        return out.read_bytes()


@router.get("/documents/{sha256}")
async def show_document(page_request: CurrentPage, sha256: str, request: Request) -> Response:
    """A paper's bytes, as an attachment."""
    return await read_document(page_request.reading, sha256, request)
