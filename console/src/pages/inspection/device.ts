/** What the device gives: where it is, and photos small enough to be sent from a yard. */
import type { Place } from "@/api/inspections";

const WAIT_MS = 10_000;
const FRESH_MS = 30_000;
const LONGEST = 1600;
const QUALITY = 0.8;

/** Where the device is; null when it does not say. */
export const whereNow = (): Promise<Place | null> =>
  new Promise((resolve) => {
    if (!("geolocation" in navigator)) return resolve(null);
    const found = ({ coords, timestamp }: GeolocationPosition) =>
      resolve({ latitude: coords.latitude, longitude: coords.longitude, accuracy_m: Math.round(coords.accuracy), at: new Date(timestamp).toISOString() });
    navigator.geolocation.getCurrentPosition(found, () => resolve(null), { enableHighAccuracy: true, timeout: WAIT_MS, maximumAge: FRESH_MS });
  });

/** A photo as JPEG, at most 1600 pixels long; as it was when the browser cannot read it. */
export async function shrunk(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return file;
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return new Promise((resolve) => canvas.toBlob((blob) => resolve(blob ?? file), "image/jpeg", QUALITY));
}

const EARTH_KM = 6371;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** The great circle between two places, km. */
export function kmBetween(a: Pick<Place, "latitude" | "longitude">, b: Pick<Place, "latitude" | "longitude">): number {
  const [up, along] = [radians(b.latitude - a.latitude), radians(b.longitude - a.longitude)];
  const lift = Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * Math.sin(along / 2) ** 2;
  return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(Math.sin(up / 2) ** 2 + lift)));
}
