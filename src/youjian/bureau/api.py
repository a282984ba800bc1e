"""The API of the office, `/api/v1`: routers of the apps put together."""

from typing import Any

from ninja import NinjaAPI

from youjian import __version__
from youjian.bureau.acceptance.api import router as acceptance
from youjian.bureau.access import SessionCookie
from youjian.bureau.accounts.api import router as accounts
from youjian.bureau.accounts.people_api import router as people
from youjian.bureau.accounts.security_api import router as security
from youjian.bureau.accounts.sso_api import router as single_sign_on
from youjian.bureau.alerts.api import router as alerts
from youjian.bureau.bulletins.api import router as bulletins
from youjian.bureau.calendar.api import router as calendar
from youjian.bureau.cases.api import router as leads
from youjian.bureau.cases.api_cases import router as cases
from youjian.bureau.cockpit.api import router as cockpit
from youjian.bureau.commands.api import router as commands
from youjian.bureau.connectivity.api import router as connectivity
from youjian.bureau.credit.api import router as credit
from youjian.bureau.downtime.api import router as downtime
from youjian.bureau.duty.api import router as duty
from youjian.bureau.ecqs.api import router as ecqs
from youjian.bureau.events.api import EVENTS_PATH_ITEM
from youjian.bureau.exchange.api import router as exchange
from youjian.bureau.hotline.api import router as hotline
from youjian.bureau.incidents.api import router as incidents
from youjian.bureau.incidents.api_drills import router as drills
from youjian.bureau.inspection.api import router as inspection
from youjian.bureau.joint.api import router as joint
from youjian.bureau.journal.api import router as journal
from youjian.bureau.live.api import router as live
from youjian.bureau.metrology.api import router as metrology
from youjian.bureau.notify.api import router as notify
from youjian.bureau.portal.api import router as portal
from youjian.bureau.pricing.api import router as pricing
from youjian.bureau.problems import register_handlers
from youjian.bureau.proof.api import router as proof
from youjian.bureau.publicity.api import router as publicity
from youjian.bureau.quality.api import router as quality
from youjian.bureau.quarantine.api import router as quarantine
from youjian.bureau.registry.api import router as registry
from youjian.bureau.registry.city_api import router as city
from youjian.bureau.registry.dossier_api import router as dossiers
from youjian.bureau.registry.life_api import router as lifecycle
from youjian.bureau.registry.register_api import router as register
from youjian.bureau.rendering import JsonRenderer
from youjian.bureau.reporting.api import router as reporting
from youjian.bureau.retention.api import router as retention
from youjian.bureau.rules.api import router as rules
from youjian.bureau.sealing.api import router as sealing
from youjian.bureau.sharing.api import router as sharing
from youjian.bureau.stock.api import router as stock
from youjian.bureau.supply.api import router as supply
from youjian.bureau.tables.api import router as tables
from youjian.bureau.tax.api import router as tax
from youjian.bureau.tickets.api import router as tickets
from youjian.bureau.transport.api import router as transport
from youjian.bureau.uploads.api import router as uploads
from youjian.bureau.vapour.api import router as vapour
from youjian.bureau.watch.api import router as watch
from youjian.bureau.workbench.api import router as workbench


class BureauAPI(NinjaAPI):
    """Adds to the document the one address that is served beside Django: the stream of events."""

    def get_openapi_schema(self, *args: Any, **kwargs: Any) -> Any:
        """The OpenAPI document, `/api/v1/events` included."""
        document = super().get_openapi_schema(*args, **kwargs)
        document["paths"]["/api/v1/events"] = EVENTS_PATH_ITEM
        return document


api = BureauAPI(
    title="youjian 油鉴",
    version=__version__,
    description="The office's API. Times are UTC, volumes with `_ml` millilitres, money with `_fen` fen.",
    auth=SessionCookie(),
    docs_url=None,
    renderer=JsonRenderer(),
    openapi_url="/openapi.json",
)
register_handlers(api)
api.add_router("/auth", accounts)
api.add_router("", people)
api.add_router("", security)
api.add_router("", single_sign_on)
api.add_router("", calendar)
api.add_router("", lifecycle)
api.add_router("", live)
api.add_router("", registry)
api.add_router("", city)
api.add_router("", register)
api.add_router("", downtime)
api.add_router("", cockpit)
api.add_router("", duty)
api.add_router("", commands)
api.add_router("", connectivity)
api.add_router("", quarantine)
api.add_router("", retention)
api.add_router("", dossiers)
api.add_router("", rules)
api.add_router("", alerts)
api.add_router("", proof)
api.add_router("", journal)
api.add_router("", sealing)
api.add_router("", sharing)
api.add_router("", exchange)
api.add_router("", tables)
api.add_router("", uploads)
api.add_router("", tickets)
api.add_router("", notify)
api.add_router("", watch)
api.add_router("", supply)
api.add_router("", stock)
api.add_router("", transport)
api.add_router("", tax)
api.add_router("", vapour)
api.add_router("", quality)
api.add_router("", leads)
api.add_router("", cases)
api.add_router("", hotline)
api.add_router("", publicity)
api.add_router("", ecqs)
api.add_router("", inspection)
api.add_router("", incidents)
api.add_router("", credit)
api.add_router("", bulletins)
api.add_router("", acceptance)
api.add_router("", drills)
api.add_router("", joint)
api.add_router("", metrology)
api.add_router("", pricing)
api.add_router("", reporting)
api.add_router("", portal)
api.add_router("", workbench)
