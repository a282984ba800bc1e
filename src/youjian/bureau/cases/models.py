"""The tables of this app: leads, and the cases that come of them."""

from youjian.bureau.cases.models_cases import (
    Case,
    CaseAlert,
    CaseAppeal,
    CaseDecision,
    CaseDocument,
    CaseFile,
    CaseHearing,
    CaseInspection,
    CaseLead,
    CaseRelation,
    CaseStep,
    CaseTask,
    CaseTerm,
    CaseTransfer,
    Dossier,
)
from youjian.bureau.cases.models_leads import Lead, LeadPhoto, LeadStep, Reporter, Term

__all__ = [
    "Case",
    "CaseAlert",
    "CaseAppeal",
    "CaseDecision",
    "CaseDocument",
    "CaseFile",
    "CaseHearing",
    "CaseInspection",
    "CaseLead",
    "CaseRelation",
    "CaseStep",
    "CaseTask",
    "CaseTerm",
    "CaseTransfer",
    "Dossier",
    "Lead",
    "LeadPhoto",
    "LeadStep",
    "Reporter",
    "Term",
]
