/** Deliveries entered without a network: kept in this browser, sent when it is back. */
import { enterDelivery } from "@/api/papers";
import { sendAll } from "@/offline/sending";
import { storeOf, type Kept } from "@/offline/store";

/** A delivery that waits; `refused` is what the platform said against it. */
export interface Waiting extends Kept {
  fields: Record<string, string>;
  photos: File[];
  refused?: string;
}

const store = storeOf<Waiting>("youjian-outbox", "deliveries");

export const { put: keepWaiting, remove: forget, of: waitingOf } = store;

/** Sends what waits; a delivery's number follows from its content, so that the same again is the same paper. */
export const sendWaiting = (user: string): Promise<number> =>
  sendAll<Waiting>({
    lock: "youjian-outbox",
    waiting: () => store.of(user),
    send: async (one) => {
      await enterDelivery(one.fields, one.photos, false);
      await store.remove(one.id);
    },
    refused: (one, { message }) => store.put({ ...one, refused: message }),
  });
