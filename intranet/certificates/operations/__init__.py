"""Writing about certificates, by what is decided: facts that are added, never changed."""

from intranet.certificates.operations.deciding import lift, reinstate, revoke, suspend
from intranet.certificates.operations.entering import enter_from_paper, recognise
from intranet.certificates.operations.extending import extend_all
from intranet.certificates.operations.issuing import issue, renew
from intranet.certificates.operations.resting import pause, resume

__all__ = [
    "enter_from_paper",
    "extend_all",
    "issue",
    "lift",
    "pause",
    "recognise",
    "reinstate",
    "renew",
    "resume",
    "revoke",
    "suspend",
]
