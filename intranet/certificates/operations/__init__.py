"""Writing about certificates, by what is decided: facts that are added, never changed."""

from intranet.certificates.operations.deciding import lift, reinstate, revoke, suspend
from intranet.certificates.operations.entering import enter_from_paper, recognise
from intranet.certificates.operations.extending import extend_all
from intranet.certificates.operations.importing import Import, import_papers, rehearse
from intranet.certificates.operations.issuing import issue, renew
from intranet.certificates.operations.renewing import (
    ask_for_renewal,
    give_renewal_back,
    refuse_renewal,
    take_refusal_back,
)
from intranet.certificates.operations.resting import pause, resume

__all__ = [
    "Import",
    "ask_for_renewal",
    "enter_from_paper",
    "extend_all",
    "give_renewal_back",
    "import_papers",
    "issue",
    "lift",
    "pause",
    "recognise",
    "refuse_renewal",
    "rehearse",
    "reinstate",
    "renew",
    "resume",
    "revoke",
    "suspend",
    "take_refusal_back",
]
