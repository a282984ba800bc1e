import type { StreamEvent } from "./sse";

export type QueryKey = readonly unknown[];

interface Named {
  alert_id?: unknown;
  station_id?: unknown;
  stations?: unknown;
}

/** What an event is about; an unreadable body names nothing. */
function named(event: StreamEvent): Named {
  try {
    const body: unknown = JSON.parse(event.data);
    return typeof body === "object" && body !== null ? body : {};
  } catch {
    return {};
  }
}

function stationKeys({ station_id, stations }: Named): QueryKey[] {
  const ids = [station_id, ...(Array.isArray(stations) ? stations : [])];
  return ids.filter((id): id is string => typeof id === "string").map((id) => ["station", id]);
}

const ALERT_LISTS: QueryKey[] = [["table", "alerts"], ["table", "alert_inbox"]];

/** Which cached answers an event of the bureau's stream makes old. */
export function staleKeys(event: StreamEvent): QueryKey[] {
  const about = named(event);
  const stations = stationKeys(about);
  switch (event.type) {
    case "alert.opened":
      return [["alerts"], ...ALERT_LISTS, ["workbench"], ["overview"], ["map"], ["cockpit"], ...stations];
    case "alert.changed":
      return [["alerts"], ...ALERT_LISTS, ["workbench"], ["overview"], ["map"], ["alert", about.alert_id], ["cockpit"], ...stations];
    case "duty.changed":
      return [["duty"], ["workbench"], ["table", "handovers"]];
    case "station.changed":
      return [["overview"], ["map"], ["table", "stations"], ["timeline"], ["dossier"], ...stations];
    case "downtime.changed":
      return [["table", "downtimes"], ["downtime"], ["workbench"], ["timeline"], ...stations];
    case "device.flip":
      return [["overview"], ["map"], ["connectivity"], ["table", "outages"], ["cockpit"], ...stations];
    case "live":
      return [["cockpit"], ...stations, ...stations.map(([, id]) => ["fuellings", id])];
    default:
      return [];
  }
}
