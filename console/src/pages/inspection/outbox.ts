/** Inspections on this device: written, waiting, arrived; sent once however often it is tried. */
import { handIn, type Inspection } from "@/api/inspections";
import { sendAll } from "@/offline/sending";
import { storeOf } from "@/offline/store";
import { tr } from "@/lang";

import { newNumber, recordOf, type Draft } from "./draft";

const store = storeOf<Draft>("youjian-inspections", "inspections");
const KEPT_MS = 14 * 86_400_000;

export const { put: keep, remove: forget, of: ofUser } = store;

/** A person's inspections on this device; what arrived is shown for two weeks. */
export async function mine(user: string): Promise<Draft[]> {
  const found = await ofUser(user);
  const old = found.filter((one) => one.state === "sent" && one.at < Date.now() - KEPT_MS);
  await Promise.all(old.map((one) => forget(one.id)));
  return found.filter((one) => !old.includes(one));
}

const waits = (one: Draft): boolean => one.state === "signed" && !one.refused;

/** Whether something waits that another try may send. */
export const anyWaits = (found: readonly Draft[]): boolean => found.some(waits);

/** Sends what both sides have signed; the platform knows a record by its number, so that it arrives once. */
export const sendSigned = (user: string): Promise<number> =>
  sendAll<Draft>({
    lock: "youjian-inspections",
    waiting: async () => (await ofUser(user)).filter(waits),
    send: async (one) => {
      const made = await handIn(recordOf(one), one.photos.map(({ blob }) => blob), one.signatures.map(({ blob }) => blob));
      await keep(arrived(one, made));
    },
    refused: (one, { message }) => keep({ ...one, refused: message }),
  });

/** What stays of a record here once the platform has it: where it is, and what became of it. */
function arrived(one: Draft, made: Inspection): Draft {
  const seals = made.seals.filter(({ effect }) => effect).map((seal) => tr(`铅封${seal.seal_no}：${seal.effect}`, `Seal ${seal.seal_no}: ${seal.effect}`));
  const leads = made.leads.map((lead) => tr(`已转线索 ${lead}`, `Lead ${lead}`));
  return { ...one, state: "sent", at: Date.now(), photos: [], signatures: [], arrived: { id: made.id, code: made.code, told: [...seals, ...leads] } };
}

/** What the platform did not take is written on under a number of its own, and signed anew. */
export const reopened = (one: Draft): Draft => ({ ...one, id: newNumber(), state: "draft", refused: undefined, signatures: [], ended_at: "" });
