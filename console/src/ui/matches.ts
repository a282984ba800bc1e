interface Named {
  station_id: string;
  name: string;
}

/** Whether a station's name or number holds every word of the text. */
export function matches(station: Named, text: string): boolean {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const held = `${station.name} ${station.station_id}`.toLowerCase();
  return words.every((word) => held.includes(word));
}
