"""Every kind of device that a station's file may name; `driver` tells them apart."""

from youjian.collector.settings.contacts import Contacts
from youjian.collector.settings.forecourt import Forecourt
from youjian.collector.settings.hj212 import VapourMonitor
from youjian.collector.settings.probe import TankProbes
from youjian.collector.settings.taxport import TaxPort
from youjian.collector.settings.tls350 import TankGauge
from youjian.collector.settings.vapour_soap import SoapMonitor

Device = TaxPort | Forecourt | TankGauge | TankProbes | VapourMonitor | SoapMonitor | Contacts
