"""Which loop serves which kind of device: the one place that knows all drivers."""

import threading
from collections.abc import Callable
from typing import Any

from youjian.collector.desk import Desk
from youjian.collector.drivers.contacts import ContactsPort
from youjian.collector.drivers.forecourt import ForecourtWorker
from youjian.collector.drivers.hj212 import VapourListener
from youjian.collector.drivers.port import Driver, PortLoop
from youjian.collector.drivers.probe import ProbeDriver
from youjian.collector.drivers.taxport import TaxPortDriver
from youjian.collector.drivers.tls350 import GaugeDriver
from youjian.collector.drivers.vapour_soap import SoapListener
from youjian.collector.settings.base import DeviceSection
from youjian.collector.settings.contacts import Contacts
from youjian.collector.settings.forecourt import Forecourt
from youjian.collector.settings.hj212 import VapourMonitor
from youjian.collector.settings.probe import TankProbes
from youjian.collector.settings.taxport import TaxPort
from youjian.collector.settings.tls350 import TankGauge
from youjian.collector.settings.vapour_soap import SoapMonitor

Work = Callable[[threading.Event], None]
POLLED: dict[type[DeviceSection], Callable[[Any, Desk], Driver]] = {
    TaxPort: TaxPortDriver,
    TankGauge: GaugeDriver,
    TankProbes: ProbeDriver,
}
"""Devices that are asked, one after another, over a line that we open."""
LISTENING: dict[type[DeviceSection], Callable[[Any, Desk], Any]] = {
    VapourMonitor: VapourListener,
    Forecourt: ForecourtWorker,
    SoapMonitor: SoapListener,
    Contacts: ContactsPort,
}
"""Devices that call us, and contacts; each has its own `run(stop)`."""


def worker_for(device: DeviceSection, desk: Desk) -> Work:
    """The loop of one device's thread."""
    kind = type(device)
    if kind in POLLED:
        return PortLoop(device.url, POLLED[kind](device, desk), desk).run
    return LISTENING[kind](device, desk).run
